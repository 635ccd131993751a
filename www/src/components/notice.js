// A notice in the page: information, a warning, an error (which is also spoken) or good news.
import { html, nothing } from 'lit';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';

const ICONS = /** @type {const} */ ({ info: 'info', warn: 'triangle-alert', error: 'circle-alert', ok: 'circle-check' });

/** @param {keyof typeof ICONS} kind @param {unknown} content @param {unknown} [actions] */
export const notice = (kind, content, actions) => html`<div class="notice" data-kind=${kind} role=${kind === 'error' ? 'alert' : nothing}>
        ${icon(ICONS[kind])}<div class="notice-text">${content}${actions ? html`<div class="actions">${actions}</div>` : nothing}</div>
</div>`;

/** What went wrong, what the server said, and the code to name when asking for help.
 *  @param {Error & {request_id?: string}} error @param {unknown} [actions] */
export const errorNotice = (error, actions) => notice('error', html`<p>${error.message}</p>
        ${error.request_id ? html`<p class="small">${t('common.request_id')} <code>${error.request_id}</code></p>` : nothing}`, actions);
