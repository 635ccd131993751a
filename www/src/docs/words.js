import docs from 'locales:docs';
import { provide } from '../base/i18n.js';

provide(docs);
