// Everything that a candidate's page is made of comes together here; what is needed only later, in conversation.js.
import words from 'locales:candidate';
import { provide } from '../base/i18n.js';
import '../components/words.js';
import { openStatus } from '../components/status.js';
import { CandidatePages } from './candidate.js';
import { settleLanguage } from './language.js';
import { InterviewStore } from './interview.js';

provide(words);
openStatus();

const interview = new InterviewStore(location, history);
const pages = new CandidatePages(interview);
document.body.prepend(pages);
window.addEventListener('popstate', () => interview.follow());
window.addEventListener('hashchange', () => location.hash.length > 20 && location.reload());
window.addEventListener('pageshow', (event) => event.persisted && interview.refresh());
settleLanguage().then(() => interview.open());
