// What the sound check and the answer card both say about the microphone.
import { html, nothing } from 'lit';
import { t } from '../base/i18n.js';
import { field } from '../components/field.js';
import { notice } from '../components/notice.js';
import { canChooseSpeaker } from './voice.js';

/** @typedef {import('./microphone.js').Microphone} Microphone */

/** Where a permission that was refused can be given again. */
function browser() {
        const { userAgent, maxTouchPoints } = navigator;
        if (/iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1))
                return 'ios';
        if (/Firefox/.test(userAgent))
                return 'firefox';
        if (/Chrome/.test(userAgent))
                return 'chrome';
        return /Safari/.test(userAgent) ? 'safari' : 'other';
}

/** What is wrong and what to do. @param {Microphone} microphone @param {() => void} retry */
export const microphoneProblem = ({ problem }, retry) => problem === '' ? nothing : notice('warn',
        html`<p><strong>${t(`mic.${problem}`)}</strong></p><p>${t(problem === 'denied' ? `mic.denied_${browser()}` : `mic.${problem}_help`)}</p>`,
        problem === 'insecure' || problem === 'unsupported' ? undefined
                : html`<button type="button" class="button" @click=${retry}>${t('common.retry')}</button>`);

/** @param {Microphone} microphone @param {(deviceId: string) => void} [choose] */
export const microphonePicker = (microphone, choose = (deviceId) => microphone.open(deviceId)) => field({ id: 'microphone', label: t('check.microphone'), control: html`
        <select class="input" id="microphone" @change=${(/** @type {Event} */ event) =>
                choose(/** @type {HTMLSelectElement} */ (event.target).value)}>
                ${microphone.devices.map((device, index) => html`<option value=${device.deviceId}
                        ?selected=${device.deviceId === microphone.deviceId}>${device.label || t('check.unnamed', { count: index + 1 })}</option>`)}
        </select>` });

/** Where sound comes out, where the browser lets it be chosen and there is a choice.
 *  @param {Microphone} microphone @param {import('./voice.js').Voice} voice */
export const speakerPicker = ({ speakers }, voice) => !canChooseSpeaker || speakers.length < 2 ? nothing : field({ id: 'speaker', label: t('check.speaker'), control: html`
        <select class="input" id="speaker" @change=${(/** @type {Event} */ event) => voice.useSpeaker(/** @type {HTMLSelectElement} */ (event.target).value)}>
                ${speakers.map((device, index) => html`<option value=${device.deviceId}
                        ?selected=${device.deviceId === (voice.speaker || 'default')}>${device.label || t('check.unnamed_speaker', { count: index + 1 })}</option>`)}
        </select>` });
