// What the sound check, the options and the card show of answering without buttons.
import { html, nothing } from 'lit';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { checkField } from '../components/field.js';
import { SILENCE_S } from './settings.js';

/** The choice, and how long a silence may be. @param {import('./settings.js').SettingsStore} settings */
export const handsfreeFields = (settings) => html`<div class="handsfree-choice stack">
        ${checkField({ id: 'handsfree', label: t('handsfree.choose'), hint: t('handsfree.choose_hint'), isChecked: settings.values.handsfree,
                onChange: (value) => settings.set('handsfree', value) })}
        ${settings.values.handsfree ? html`<div class="field silence-field"><label for="silence">${t('handsfree.silence')}</label>
                <p class="hint" id="silence-hint">${t('handsfree.silence_hint')}</p>
                <div class="range"><input type="range" id="silence" min=${SILENCE_S.least} max=${SILENCE_S.most} step="1" .value=${String(settings.values.silence_s)}
                        aria-describedby="silence-hint" aria-valuetext=${t('common.seconds', { count: settings.values.silence_s })}
                        @input=${(/** @type {InputEvent} */ event) => settings.setSilence(Number(/** @type {HTMLInputElement} */ (event.target).value))}>
                <output for="silence" class="numeric">${t('common.seconds', { count: settings.values.silence_s })}</output></div></div>` : nothing}
        ${checkField({ id: 'interrupting', label: t('handsfree.interrupting'), hint: t('handsfree.interrupting_hint'), isChecked: settings.values.interrupting,
                onChange: (value) => settings.set('interrupting', value) })}
</div>`;

/** The silence that ends the answer, counting down. @param {import('./handsfree.js').HandsFree} handsfree @param {unknown} button */
export function silenceFace({ isOn, silence }, button) {
        if (!isOn)
                return nothing;
        if (!silence)
                return html`<p class="hint handsfree-line">${icon('ear')} ${t('handsfree.listening')}</p>`;
        const left_s = Math.ceil(silence.left_ms / 1000);
        return html`<div class="silence" data-soon=${left_s <= 2 ? '' : nothing}>
                <div class="silence-text"><p>${t(silence.isExtended ? 'handsfree.extended' : 'handsfree.quiet')}</p>
                        <p><strong class="numeric">${t('handsfree.sends_in', { count: left_s })}</strong></p></div>
                ${button}
                <progress max=${silence.total_ms} .value=${silence.left_ms} aria-label=${t('handsfree.quiet')}></progress>
        </div>`;
}
