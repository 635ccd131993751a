// The one player of a report, at the foot of the window: quotes and lines of the transcript sound here, with the quotes of
// the answer marked in its waveform.
import { html, nothing } from 'lit';
import { EarElement } from '../../base/element.js';
import { currentLanguage, t } from '../../base/i18n.js';
import { icon } from '../../base/icons.js';
import '../../components/player.js';
import { answerSound } from '../client.js';

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
const STEP_MS = 5000;

/** @fires CustomEvent<{turn: number, position_ms: number}> position
 *  @fires CustomEvent<boolean> playing */
export class Dock extends EarElement {
        static properties = { turn: { state: true }, marks: { state: true }, rate: { state: true } };

        constructor() {
                super();
                this.interview_id = '';
                /** How long each answer is, as far as it is known. @type {Map<number, number>} */
                this.lengths = new Map();
                this.turn = 0;
                /** @type {{start_ms: number, end_ms: number}[]} */
                this.marks = [];
                this.rate = 1;
        }

        get player() {
                return /** @type {import('../../components/player.js').Player | null} */ (this.querySelector('ear-player'));
        }

        /** @param {number} turn @param {{start_ms: number, end_ms: number}[]} marks @param {number} [from_ms] @param {number} [until_ms] */
        async play(turn, marks, from_ms, until_ms) {
                if (this.turn !== turn)
                        this.player?.pause();
                this.turn = turn;
                this.marks = marks;
                await this.updateComplete;
                await this.player?.updateComplete;
                await this.player?.play(from_ms, until_ms);
        }

        pause() {
                this.player?.pause();
        }

        toggle() {
                this.player?.toggle();
        }

        /** @param {-1 | 1} direction */
        step(direction) {
                const { player } = this;
                player?.seek(Math.min(Math.max(0, player.position_ms + direction * STEP_MS), player.length_ms || Infinity));
        }

        close() {
                this.pause();
                this.turn = 0;
        }

        render() {
                if (this.turn === 0)
                        return nothing;
                const label = t('hr.report.answer', { number: this.turn });
                return html`<section class="dock" aria-label=${t('hr.report.player')}>
                        <p class="dock-name">${label}</p>
                        <ear-player .src=${answerSound(this.interview_id, this.turn)} .label=${label} .marks=${this.marks} .rate=${this.rate} .length_ms=${this.lengths.get(this.turn) ?? 0}
                                @position=${(/** @type {CustomEvent<number>} */ event) => this.dispatchEvent(new CustomEvent('position',
                                        { detail: { turn: this.turn, position_ms: event.detail } }))}
                                @playing=${(/** @type {CustomEvent<boolean>} */ event) => this.dispatchEvent(new CustomEvent('playing', { detail: event.detail }))}></ear-player>
                        <label class="dock-speed"><span class="visually-hidden">${t('hr.report.speed')}</span>
                                <select class="input" @change=${(/** @type {Event} */ event) => {
                                        this.rate = Number(/** @type {HTMLSelectElement} */ (event.target).value); }}>
                                        ${SPEEDS.map((speed) => html`<option value=${speed} .selected=${speed === this.rate}>${
                                                new Intl.NumberFormat(currentLanguage()).format(speed)}×</option>`)}</select></label>
                        <button type="button" class="icon-button" aria-label=${t('hr.report.close_player')} title=${t('hr.report.close_player')}
                                @click=${() => this.close()}>${icon('x')}</button>
                </section>`;
        }
}

customElements.define('hr-dock', Dock);
