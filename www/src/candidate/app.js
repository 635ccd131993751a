// Everything that a candidate's page is made of comes together here.
import words from 'locales:candidate';
import { provide } from '../base/i18n.js';
import '../components/words.js';
import { openStatus } from '../components/status.js';
import { AnswerStore } from './answer.js';
import { CandidatePages } from './candidate.js';
import { Drafts } from './drafts.js';
import { settleLanguage } from './language.js';
import { InterviewStore } from './interview.js';
import { Microphone } from './microphone.js';
import { SettingsStore } from './settings.js';
import { Voice } from './voice.js';

provide(words);
openStatus();

const interview = new InterviewStore(location, history);
const microphone = new Microphone();
const voice = new Voice();
const drafts = new Drafts();
const settings = new SettingsStore();
const answer = new AnswerStore({ interview, microphone, voice, drafts, settings });

const pages = new CandidatePages({ interview, microphone, voice, drafts, settings, answer });
document.body.prepend(pages);
window.addEventListener('popstate', () => interview.follow());
window.addEventListener('hashchange', () => location.hash.length > 20 && location.reload());
window.addEventListener('pageshow', (event) => event.persisted && interview.refresh());
settleLanguage().then(() => interview.open());
