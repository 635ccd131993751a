// The candidate's own recordings: everything that was asked and answered, to be heard and read.
import words from 'locales:candidate';
import { provide } from '../base/i18n.js';
import '../components/words.js';
import { openStatus } from '../components/status.js';
import { settleLanguage } from '../candidate/language.js';
import { RecordingsPage } from './recordings.js';

provide(words);
openStatus();
await settleLanguage();
document.body.prepend(new RecordingsPage());
