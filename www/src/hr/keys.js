// Keys for those who read many reports: J and K go from row to row, ? says what there is. All of them can be turned off.
import { html } from 'lit';
import { t } from '../base/i18n.js';
import { openDialog } from '../components/dialog.js';
import { checkField } from '../components/field.js';

const NOTE = 'earshot-hr-keys';
const ROWS = 'main :is(.row-link, .quote .round-button, .line-time)';
export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const KEYS = [[() => `${isApple ? '⌘' : 'Ctrl'} K`, 'hr.keys.menu'], ['J', 'hr.keys.next'], ['K', 'hr.keys.previous'], [() => t('hr.keys.space_key'), 'hr.keys.space'], ['←', 'hr.keys.back'],
        ['→', 'hr.keys.on'], ['?', 'hr.keys.help']];

export function keysAreOn() {
        try {
                return localStorage.getItem(NOTE) !== 'off';
        } catch {
                return true;
        }
}

/** @param {boolean} areOn */
function switchKeys(areOn) {
        try {
                localStorage.setItem(NOTE, areOn ? 'on' : 'off');
        } catch {
                // Without storage they stay as they are.
        }
}

/** Whether a key is meant for the page and not for what has the focus. @param {KeyboardEvent} event */
export const isForPage = (event) => keysAreOn() && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey
        && !document.querySelector('dialog[open]') && !(event.target instanceof Element && event.target.closest('input, select, textarea'));

/** @param {1 | -1} step */
function goToRow(step) {
        const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(ROWS)]);
        const at = rows.findIndex((row) => row === document.activeElement);
        const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
        next?.focus();
        next?.scrollIntoView({ block: 'nearest' });
}

export function showKeys() {
        return openDialog(t('hr.keys.title'), (close) => html`
                <dl class="keys">${KEYS.map(([key, text]) => html`<div><dt><kbd>${typeof key === 'function' ? key() : key}</kbd></dt>
                        <dd>${t(/** @type {string} */ (text))}</dd></div>`)}</dl>
                ${checkField({ id: 'keys-on', label: t('hr.keys.on_off'), hint: t('hr.keys.on_off_hint'), isChecked: keysAreOn(), onChange: switchKeys })}
                <div class="actions actions-end"><button type="button" class="button" @click=${() => close(undefined)}>${t('common.close')}</button></div>`);
}

/** @param {KeyboardEvent} event @param {() => void} openMenu */
export function pressKey(event, openMenu) {
        // A key with Ctrl or Command is nobody's text: it works in fields too, and stays when the others are off.
        if (event.key.toLowerCase() === 'k' && (isApple ? event.metaKey : event.ctrlKey) && !event.shiftKey && !event.altKey) {
                event.preventDefault();
                openMenu();
                return;
        }
        if (!isForPage(event))
                return;
        if (event.key === 'j' || event.key === 'k')
                goToRow(event.key === 'j' ? 1 : -1);
        else if (event.key === '?')
                showKeys();
        else
                return;
        event.preventDefault();
}
