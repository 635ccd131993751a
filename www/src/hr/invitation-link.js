// A link that was just made: shown once, copied, written into a letter.
import { html } from 'lit';
import { dateTime } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { notice } from '../components/notice.js';
import { toast } from '../components/status.js';

/** @typedef {{url: string, name: string, email: string, title: string, until: string}} Invitation `until`: RFC 3339 */

/** The letter that goes with a link. @param {Invitation} invitation */
export const letterOf = ({ url, name, title, until }) => ({ subject: t('hr.invite.mail_subject', { title }),
        body: t('hr.invite.mail_body', { name, title, url, time: dateTime(until) }) });

/** The address that opens it in the mail program. @param {Invitation} invitation */
export function mailLink(invitation) {
        const { subject, body } = letterOf(invitation);
        return `mailto:${encodeURIComponent(invitation.email)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}

/** True once it is in the clipboard; where the browser does not allow it, the field is selected. @param {string} text @param {string} said
 *  @param {HTMLInputElement | HTMLTextAreaElement | null} [field] */
export async function copyText(text, said, field) {
        try {
                await navigator.clipboard.writeText(text);
                toast(said);
                return true;
        } catch {
                field?.select();
                toast(t('hr.invite.copy_by_hand'));
                return false;
        }
}

/** @param {Invitation} invitation @param {() => void} onKept it was copied or written into a letter */
export function linkBox(invitation, onKept) {
        const { subject, body } = letterOf(invitation);
        const copy = async (/** @type {Event} */ event) => {
                const field = /** @type {HTMLElement} */ (event.currentTarget).closest('.link-box')?.querySelector('input');
                if (await copyText(invitation.url, t('hr.invite.copied'), field))
                        onKept();
        };
        return html`<div class="link-box stack">
                ${notice('warn', html`<p><strong>${t('hr.invite.once')}</strong></p><p>${t('hr.invite.once_text')}</p>`)}
                <div class="field"><label for="invite-url">${t('hr.invite.link')}</label>
                        <input class="input mono" id="invite-url" readonly .value=${invitation.url}
                                @focus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()}></div>
                <div class="actions"><button type="button" class="button" data-kind="primary" @click=${copy}>${icon('copy')} ${t('hr.invite.copy')}</button>
                        <a class="button" href=${mailLink(invitation)} @click=${onKept}>${icon('mail')} ${t('hr.invite.mail')}</a></div>
                <p class="muted">${t('hr.invite.until', { time: dateTime(invitation.until) })}</p>
                <details class="letter"><summary>${t('hr.invite.letter')}</summary><p class="small"><strong>${subject}</strong></p><p class="as-written small">${body}</p>
                        <div class="actions"><button type="button" class="button small-button" @click=${async () => await copyText(body, t('hr.invite.letter_copied')) && onKept()}>
                                ${icon('copy')} ${t('hr.invite.copy_letter')}</button></div></details>
        </div>`;
}
