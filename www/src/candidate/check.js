// The sound check. Nothing here can hold anybody up: whatever fails, the interview can begin and answers can be typed.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { errorNotice, notice } from '../components/notice.js';
import '../components/player.js';
import { Recording } from './recording.js';
import { microphonePicker, microphoneProblem, speakerPicker } from './microphone-parts.js';
import './meter.js';
import { handsfreeFields } from './handsfree-parts.js';
import { lineFace } from './line.js';
import { ENOUGH, uploadSpeed } from './network.js';
import { canRecognise } from './recognition.js';
import { checkField } from '../components/field.js';

const TEST_MS = 3000;
/** Loudness (root of the mean square) between which a voice is fine; judged over the last moments. */
const QUIET = 0.015;
const HEARD = 0.004;
const LOUD = 0.4;
const MEMORY = 30;

/** @typedef {'waiting' | 'good' | 'quiet' | 'loud'} Verdict */
const VERDICTS = /** @type {const} */ ({ waiting: [null, 'ear'], good: ['ok', 'check'], quiet: ['warn', 'triangle-alert'],
        loud: ['warn', 'triangle-alert'] });

class Check extends EarElement {
        static properties = {
                parts: { attribute: false }, verdict: { state: true }, test: { state: true }, isTesting: { state: true },
                soundFailed: { state: true }, speed: { state: true }, isStarting: { state: true }, error: { state: true },
        };

        constructor() {
                super();
                this.parts = /** @type {import('./candidate.js').Parts} */ (/** @type {unknown} */ (undefined));
                /** @type {Verdict} */
                this.verdict = 'waiting';
                /** @type {Blob | null} */
                this.test = null;
                this.isTesting = false;
                this.soundFailed = false;
                this.isStarting = false;
                /** @type {Error | null} */
                this.error = null;
                /** Of the connection upwards in kbit/s; null before it was measured, 0 where it could not be. @type {number | null} */
                this.speed = null;
                /** @type {number[]} */
                this.levels = [];
        }

        connectedCallback() {
                super.connectedCallback();
                this.follow(this.parts.interview);
                this.follow(this.parts.microphone);
                this.follow(this.parts.line);
                this.follow(this.parts.settings);
                uploadSpeed().then((speed) => { this.speed = speed; }, () => { this.speed = 0; });
                this.listen(this.parts.microphone, 'level', (event) => this.hear(event.detail));
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.parts.voice.stop();
                this.parts.microphone.close();
        }

        /** @param {number} level */
        hear(level) {
                /** @type {import('./meter.js').Meter | null} */ (this.querySelector('ear-meter'))?.show(level);
                this.levels = [...this.levels.slice(1 - MEMORY), level];
                const loudest = Math.max(...this.levels);
                if (loudest > LOUD)
                        this.verdict = 'loud';
                else if (loudest > QUIET)
                        this.verdict = 'good';
                else if (loudest > HEARD && this.verdict !== 'good')
                        this.verdict = 'quiet';
        }

        get mayRecord() {
                return this.parts.interview.interview?.consent?.recording === true;
        }

        async record() {
                if (this.isTesting)
                        return;
                this.parts.voice.stop();
                this.test = null;
                this.isTesting = true;
                try {
                        const recording = new Recording(this.parts.microphone);
                        recording.start();
                        await new Promise((resolve) => setTimeout(resolve, TEST_MS));
                        const { blob } = await recording.finish();
                        this.test = blob;
                        this.isTesting = false;
                        await this.updateComplete;
                        /** @type {import('../components/player.js').Player | null} */ (this.querySelector('ear-player'))?.play();
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                this.isTesting = false;
        }

        playTest() {
                const { voice } = this.parts;
                this.soundFailed = false;
                voice.play(voice.testSound());
                voice.audio.play().catch(() => { this.soundFailed = true; });
        }

        async start() {
                const { interview, line, voice } = this.parts;
                if (this.isStarting)
                        return;
                voice.unlock();
                this.isStarting = true;
                this.error = null;
                try {
                        await line.start();
                } catch (error) {
                        this.error = interview.sort(error);
                }
                this.isStarting = false;
        }

        soundButton() {
                return html`<button type="button" class="button" @click=${() => this.playTest()}>${icon('volume-2')} ${t('check.test_sound')}</button>`;
        }

        closed() {
                const { microphone } = this.parts;
                return html`${microphone.problem ? microphoneProblem(microphone, () => microphone.open()) : html`
                        <p>${t('check.prompt')}</p>`}
                        <div class="actions">
                                ${microphone.problem ? nothing : html`<button type="button" class="button" data-kind="primary" aria-disabled=${microphone.isOpening}
                                        @click=${() => microphone.open()}>${icon('mic')} ${t(microphone.isOpening ? 'check.opening' : 'check.allow')}</button>`}
                                ${this.soundButton()}
                        </div>`;
        }

        /** Whether recordings will travel well enough; whatever comes out, the interview can begin. */
        network() {
                const { speed } = this;
                if (speed === null)
                        return html`<p class="network muted">${icon('refresh-cw')} ${t('check.network_measuring')}</p>`;
                const isGood = speed >= ENOUGH;
                return html`<p class="network" data-kind=${isGood ? 'ok' : 'warn'}>${icon(isGood ? 'check' : 'triangle-alert')}
                        ${t(isGood ? 'check.network_good' : speed > 0 ? 'check.network_slow' : 'check.network_unknown')}</p>`;
        }

        opened() {
                const { microphone } = this.parts;
                const [kind, drawing] = VERDICTS[this.verdict];
                return html`${microphonePicker(microphone)}
                        ${speakerPicker(microphone, this.parts.voice)}
                        <ear-meter label=${t('check.meter')}></ear-meter>
                        <div class="actions check-state">
                                <span class="pill" data-kind=${kind ?? nothing} aria-live="polite">${icon(drawing)} ${t(`check.${this.verdict}`)}</span>
                                ${this.soundButton()}
                        </div>
                        ${this.test ? html`<ear-player .blob=${this.test} .label=${t('check.playback')}></ear-player>
                                <p class="muted small">${t('check.played')}</p>` : nothing}`;
        }

        /** Asked for by itself: a browser may send the voice to its maker. */
        recognition() {
                const { interview, settings } = this.parts;
                if (!this.mayRecord || !interview.asksForRecognition || !canRecognise)
                        return nothing;
                return checkField({ id: 'check-recognition', label: t('check.recognition'), hint: t('check.recognition_hint'),
                        isChecked: settings.values.recognition, onChange: (value) => settings.set('recognition', value) });
        }

        render() {
                const { interview, line, microphone, settings } = this.parts;
                const { current_turn, turns, expires_at } = /** @type {import('./interview.js').Interview} */ (interview.interview);
                const hasBegun = turns.length > 0;
                const lead = !this.mayRecord ? 'check.lead_typed' : microphone.isOpen ? 'check.lead_open' : 'check.lead_before';
                const isReady = microphone.isOpen || !this.mayRecord || microphone.problem !== '';
                return html`<div class="narrow stack-l">
                        <div><h1 tabindex="-1">${t('check.title')}</h1><p class="lead">${t(lead)}</p></div>
                        <div class="card stack">
                                ${!this.mayRecord ? html`<div class="actions">${this.soundButton()}</div>` : microphone.isOpen ? this.opened() : this.closed()}
                                ${this.soundFailed ? notice('warn', html`<p>${t('check.test_failed')}</p>`) : nothing}
                                ${this.recognition()}
                                ${this.mayRecord ? html`<details ?open=${settings.values.handsfree || settings.values.interrupting}><summary>${t('handsfree.more')}</summary>
                                        ${handsfreeFields(settings)}</details>` : nothing}
                                ${this.network()}
                                ${this.error ? errorNotice(this.error) : nothing}
                                ${lineFace(line, expires_at)}
                                <p class="preparing" aria-live="polite">${this.isStarting && !line.waiting ? t('check.preparing') : nothing}</p>
                                <div class="actions">
                                        <button type="button" class="button" data-kind=${isReady ? 'primary' : nothing} aria-disabled=${this.isStarting}
                                                @click=${() => this.start()}>${t(hasBegun ? 'check.continue' : 'check.start', { number: current_turn ?? 1 })}</button>
                                        ${microphone.isOpen ? html`<button type="button" class="button" aria-disabled=${this.isTesting} @click=${() => this.record()}>
                                                ${icon(this.isTesting ? 'mic' : 'play')} ${t(this.isTesting ? 'check.recording' : 'check.record')}</button>` : nothing}
                                </div>
                                ${this.mayRecord && !microphone.isOpen ? html`<p class="muted small">${t('check.typing_note')}</p>` : nothing}
                                <div class="actions"><button type="button" class="button" data-kind="quiet" @click=${() => interview.go('practice')}>
                                        ${icon('headphones')} ${t('practice.open')}</button></div>
                        </div>
                </div>`;
        }
}

customElements.define('ear-check', Check);
