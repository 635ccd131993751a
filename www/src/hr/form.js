// What forms share: errors by field, the summary that leads to them, and a list of choices as cards.
import { html, nothing } from 'lit';
import { ApiError } from '../base/api.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { confirmDialog } from '../components/dialog.js';

/** The id of the control for a field of the API: "question_set[0].text" -> "question_set-0-text". @param {string} field */
export const idOf = (field) => field.replace(/\W+/g, '-').replace(/-$/, '');

/** The errors of a refused request by control id; '' holds what belongs to no field. @param {unknown} error
 *  @param {(field: string) => string} [place] where the server names the last part of a field alone @returns {Record<string, string>} */
export function errorsOf(error, place = (field) => field) {
        if (!(error instanceof ApiError))
                throw error;
        const listed = error.problem.errors ?? [];
        return listed.length > 0 ? Object.fromEntries(listed.map(({ field, detail }) => [idOf(place(field ?? '')), detail])) : { '': error.message };
}

/** @param {MouseEvent} event */
function goToField(event) {
        const id = /** @type {HTMLAnchorElement} */ (event.currentTarget).hash.slice(1);
        const control = document.getElementById(id) ?? document.querySelector(`[id^="${CSS.escape(id)}-"]`);
        event.preventDefault();
        control?.scrollIntoView({ block: 'center' });
        control?.focus();
}

/** What has to be put right, each line leading to its field. Takes the focus when a form was refused.
 *  @param {Record<string, string>} errors @param {(id: string) => string} nameOf */
export function errorSummary(errors, nameOf) {
        const ids = Object.keys(errors);
        if (ids.length === 0)
                return nothing;
        return html`<div class="notice" data-kind="error" role="alert" id="errors" tabindex="-1">${icon('circle-alert')}<div class="notice-text">
                <h2 class="notice-title">${t('hr.form.refused')}</h2>
                <ul>${ids.map((id) => html`<li>${id ? html`<a href="#${id}" @click=${goToField}>${nameOf(id)}</a>: ${errors[id]}` : errors['']}</li>`)}</ul>
        </div></div>`;
}

/** One of several, as cards. @param {{name: string, legend: string, hint?: string, value: string, error?: string,
 *  choices: {value: string, label: string, hint?: string, more?: unknown}[], onInput: (value: string) => void}} options `more` stands in the card, apart from its label */
export const choiceCards = ({ name, legend, hint, value, error, choices, onInput }) => html`<fieldset class="choices" id=${name}
        aria-describedby=${error ? `${name}-error` : nothing}><legend>${legend}</legend>
        ${hint ? html`<p class="hint">${hint}</p>` : nothing}
        <div class="choice-cards">${choices.map((choice) => html`<label class="choice">
                <input type="radio" name=${name} value=${choice.value} .checked=${choice.value === value} @change=${() => onInput(choice.value)}>
                <span class="choice-label">${choice.label}</span>${choice.hint ? html`<span class="choice-hint">${choice.hint}</span>` : nothing}${choice.more ?? nothing}</label>`)}</div>
        ${error ? html`<p class="field-error" id="${name}-error">${icon('circle-alert')} ${error}</p>` : nothing}
</fieldset>`;

/** Asks before input is lost. */
export const askToLeave = () => confirmDialog({ title: t('hr.form.leave_title'), body: t('hr.form.leave_text'), confirm: t('hr.form.leave'),
        cancel: t('hr.form.stay'), isDangerous: true });

/** "a\n b \n" -> ["a", "b"] @param {string} text */
export const linesOfText = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);
