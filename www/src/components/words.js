// The texts that both sides share. Every entry imports this before it renders.
import common from 'locales:common';
import { provide } from '../base/i18n.js';

provide(common);
