// Dialogs on the browser's own <dialog>: the focus goes in, stays in, and returns to what opened it.
import { html, render } from 'lit';
import { t } from '../base/i18n.js';

/** Opens a dialog and resolves with what it was closed with (undefined for Esc).
 *  @template Result
 *  @param {string} title
 *  @param {(close: (result: Result) => void) => unknown} content a template; it calls close
 *  @param {{isWide?: boolean}} [how]
 *  @returns {Promise<Result | undefined>} */
export function openDialog(title, content, { isWide = false } = {}) {
        return new Promise((resolve) => {
                const dialog = document.createElement('dialog');
                dialog.className = 'dialog';
                dialog.toggleAttribute('data-wide', isWide);
                dialog.setAttribute('aria-labelledby', 'dialog-title');
                /** @type {Result | undefined} */
                let result;
                const close = (/** @type {Result} */ value) => {
                        result = value;
                        dialog.close();
                };
                render(html`<h2 id="dialog-title">${title}</h2>${content(close)}`, dialog);
                dialog.addEventListener('close', () => {
                        dialog.remove();
                        resolve(result);
                });
                document.body.append(dialog);
                dialog.showModal();
        });
}

/** Asks once; true for yes. The safe choice has the focus.
 *  @param {{title: string, body: string, confirm: string, cancel?: string, isDangerous?: boolean}} question */
export async function confirmDialog({ title, body, confirm, cancel = t('common.cancel'), isDangerous = false }) {
        const answer = await openDialog(title, (/** @type {(value: boolean) => void} */ close) => html`
                <p>${body}</p>
                <div class="actions actions-end">
                        <button type="button" class="button" autofocus @click=${() => close(false)}>${cancel}</button>
                        <button type="button" class="button" data-kind=${isDangerous ? 'danger' : 'primary'}
                                @click=${() => close(true)}>${confirm}</button>
                </div>`);
        return answer === true;
}
