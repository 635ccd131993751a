// Form fields: a label, what is expected, the control, and its error in words, tied together for screen readers.
import { html, nothing } from 'lit';
import { icon } from '../base/icons.js';

/** The ids that a control names in aria-describedby. @param {string} id @param {{hint?: unknown, error?: string}} texts */
export const describedBy = (id, { hint, error }) =>
        [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || nothing;

/** @param {{id: string, label: unknown, hint?: unknown, error?: string, control: unknown}} field */
export const field = ({ id, label, hint, error, control }) => html`<div class="field">
        <label for=${id}>${label}</label>
        ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
        ${control}
        ${error ? html`<p class="field-error" id="${id}-error">${icon('circle-alert')} ${error}</p>` : nothing}
</div>`;

/** A text field. `type` is the input's own; other attributes are named.
 *  @param {{id: string, label: unknown, value?: string, type?: string, hint?: unknown, error?: string, autocomplete?: string,
 *           isRequired?: boolean, longest?: number, onInput?: (value: string) => void}} options */
export const textField = ({ id, label, value = '', type = 'text', hint, error, autocomplete, isRequired = false, longest, onInput }) =>
        field({ id, label, hint, error, control: html`<input class="input" id=${id} name=${id} type=${type} .value=${value}
                autocomplete=${autocomplete ?? 'off'} ?required=${isRequired} maxlength=${longest ?? nothing}
                aria-invalid=${error ? 'true' : nothing} aria-describedby=${describedBy(id, { hint, error })}
                @input=${(/** @type {InputEvent} */ event) =>
                        onInput?.(/** @type {HTMLInputElement} */ (event.target).value)}>` });

/** A box to tick, with what follows from it. @param {{id: string, label: unknown, hint?: unknown, isChecked: boolean,
 *  onChange: (isChecked: boolean) => void}} options */
export const checkField = ({ id, label, hint, isChecked, onChange }) => html`<div class="check">
        <input type="checkbox" id=${id} .checked=${isChecked} aria-describedby=${hint ? `${id}-hint` : nothing}
                @change=${(/** @type {Event} */ event) => onChange(/** @type {HTMLInputElement} */ (event.target).checked)}>
        <label for=${id}>${label}</label>
        ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
</div>`;

/** A choice from a list. @param {{id: string, label: unknown, value: string, choices: {value: string, label: string}[], hint?: unknown,
 *  error?: string, onInput: (value: string) => void}} options */
export const selectField = ({ id, label, value, choices, hint, error, onInput }) =>
        field({ id, label, hint, error, control: html`<select class="input" id=${id} name=${id}
                aria-invalid=${error ? 'true' : nothing} aria-describedby=${describedBy(id, { hint, error })}
                @change=${(/** @type {Event} */ event) => onInput(/** @type {HTMLSelectElement} */ (event.target).value)}>
                ${choices.map((choice) => html`<option value=${choice.value} .selected=${choice.value === value}>${choice.label}</option>`)}
        </select>` });

/** Text of several lines. @param {{id: string, label: unknown, value: string, rows?: number, longest?: number, hint?: unknown,
 *  error?: string, isRequired?: boolean, onInput: (value: string) => void}} options */
export const areaField = ({ id, label, value, rows = 5, longest, hint, error, isRequired = false, onInput }) =>
        field({ id, label, hint, error, control: html`<textarea class="input" id=${id} name=${id} rows=${rows} .value=${value}
                ?required=${isRequired} maxlength=${longest ?? nothing} aria-invalid=${error ? 'true' : nothing}
                aria-describedby=${describedBy(id, { hint, error })}
                @input=${(/** @type {InputEvent} */ event) =>
                        onInput(/** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea>` });
