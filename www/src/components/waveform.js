// A waveform on canvas: live while a microphone is open (`peaks` grows every PEAK_MS, then draw()), or of a whole recording, with what
// was played in colour; then it is a slider that says where it stands. One drawing style for both.
import { html } from 'lit';
import { EarElement } from '../base/element.js';
import { clock } from '../base/format.js';
import { t } from '../base/i18n.js';
import { THEME_CHANGED } from '../base/theme.js';

const BAR = 3;
const PITCH = 5;
const SEEK_STEP_MS = 5000;
/** Speech close to a microphone is about this loud: live, what is quieter stays lower. */
const LIVE_FULL = 0.22;
/** A recording fills the height with its loudest moment, but noise alone is not blown up to look like speech. */
const QUIETEST_FULL = 0.02;

/** Heights for so many bars: the loudest of those that fall on each. @param {number[]} peaks @param {number} bars */
function fit(peaks, bars) {
        const heights = [];
        for (let bar = 0; bar < bars; bar++) {
                const from = Math.floor(bar * peaks.length / bars);
                const to = Math.max(from + 1, Math.floor((bar + 1) * peaks.length / bars));
                heights.push(Math.max(0, ...peaks.slice(from, to)));
        }
        return heights;
}

/** @fires CustomEvent<number> seek: the position asked for, in ms */
export class Waveform extends EarElement {
        static properties = {
                state: { type: String, reflect: true },
                label: { type: String },
                peaks: { attribute: false },
                marks: { attribute: false },
                position_ms: { attribute: false },
                length_ms: { attribute: false },
        };

        constructor() {
                super();
                /** @type {'recording' | 'paused' | 'review'} */
                this.state = 'review';
                this.label = '';
                /** @type {number[]} */
                this.peaks = [];
                /** Stretches of the recording that stand out, such as a quote. @type {{start_ms: number, end_ms: number}[]} */
                this.marks = [];
                this.position_ms = 0;
                this.length_ms = 0;
                this.frame = 0;
        }

        connectedCallback() {
                super.connectedCallback();
                this.sizes = new ResizeObserver(() => this.draw());
                this.sizes.observe(this);
                this.listen(window, THEME_CHANGED, () => this.draw());
                this.listen(this, 'pointerdown', (event) => this.point(event));
                this.listen(this, 'pointermove', (event) => event.buttons === 1 && this.point(event));
                this.listen(this, 'keydown', (event) => this.press(event));
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.sizes?.disconnect();
                cancelAnimationFrame(this.frame);
        }

        get isSlider() {
                return this.state === 'review' && this.length_ms > 0;
        }

        /** @param {number} position_ms */
        seek(position_ms) {
                const detail = Math.min(Math.max(0, position_ms), this.length_ms);
                this.dispatchEvent(new CustomEvent('seek', { detail }));
        }

        /** @param {PointerEvent} event */
        point(event) {
                if (!this.isSlider)
                        return;
                const box = this.getBoundingClientRect();
                this.setPointerCapture(event.pointerId);
                this.seek((event.clientX - box.left) / box.width * this.length_ms);
        }

        /** @param {KeyboardEvent} event */
        press(event) {
                if (!this.isSlider || event.ctrlKey || event.altKey || event.metaKey)
                        return;
                /** @type {Record<string, number>} */
                const targets = {
                        ArrowRight: this.position_ms + SEEK_STEP_MS, ArrowUp: this.position_ms + SEEK_STEP_MS,
                        ArrowLeft: this.position_ms - SEEK_STEP_MS, ArrowDown: this.position_ms - SEEK_STEP_MS,
                        Home: 0, End: this.length_ms,
                };
                if (event.key in targets) {
                        event.preventDefault();
                        this.seek(targets[event.key]);
                }
        }

        render() {
                return html`<canvas aria-hidden="true"></canvas>`;
        }

        updated() {
                this.setAttribute('aria-label', this.label);
                if (this.isSlider) {
                        this.tabIndex = 0;
                        this.role = 'slider';
                        this.ariaValueMin = '0';
                        this.ariaValueMax = String(Math.round(this.length_ms / 1000));
                        this.ariaValueNow = String(Math.round(this.position_ms / 1000));
                        this.ariaValueText = t('common.position',
                                { position: clock(this.position_ms), length: clock(this.length_ms) });
                } else {
                        this.removeAttribute('tabindex');
                        this.role = 'img';
                        for (const name of ['aria-valuemin', 'aria-valuemax', 'aria-valuenow', 'aria-valuetext'])
                                this.removeAttribute(name);
                }
                this.draw();
        }

        draw() {
                cancelAnimationFrame(this.frame);
                this.frame = requestAnimationFrame(() => this.paint());
        }

        paint() {
                const canvas = this.querySelector('canvas');
                const pen = canvas?.getContext('2d');
                const width = this.clientWidth;
                const height = this.clientHeight;
                if (!canvas || !pen || width === 0)
                        return;
                const scale = window.devicePixelRatio || 1;
                if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
                        canvas.width = Math.round(width * scale);
                        canvas.height = Math.round(height * scale);
                }
                pen.setTransform(scale, 0, 0, scale, 0, 0);
                pen.clearRect(0, 0, width, height);

                const bars = Math.floor(width / PITCH);
                const isLive = this.state !== 'review';
                const heights = isLive ? this.peaks.slice(-bars) : fit(this.peaks, bars);
                const full = Math.max(isLive ? LIVE_FULL : QUIETEST_FULL, ...heights);
                // Both colours come from the stylesheet: `color` for what was played or is live, `caret-color` for the rest.
                const { color, caretColor } = getComputedStyle(this);
                const played = isLive || this.length_ms === 0 ? bars : this.position_ms / this.length_ms * bars;
                const isUntouched = this.position_ms === 0;
                const offset = isLive ? width - heights.length * PITCH : (width - bars * PITCH) / 2;
                this.paintMarks(pen, width, height);
                if (isLive)
                        this.paintQuiet(pen, offset - PITCH, height, caretColor);
                for (let bar = 0; bar < heights.length; bar++) {
                        const reach = Math.max(2, Math.min(1, heights[bar] / full) ** 0.7 * (height - 16));
                        pen.fillStyle = isUntouched || bar < played ? color : caretColor;
                        pen.beginPath();
                        pen.roundRect(offset + bar * PITCH + 1, (height - reach) / 2, BAR, reach, 1.5);
                        pen.fill();
                }
        }

        /** What is still empty while live: a line of dots, up to where the sound begins.
         *  @param {CanvasRenderingContext2D} pen @param {number} end @param {number} height @param {string} color */
        paintQuiet(pen, end, height, color) {
                pen.fillStyle = color;
                for (let left = end; left > -BAR; left -= PITCH)
                        pen.fillRect(left + 1, height / 2 - 1, BAR, 2);
        }

        /** @param {CanvasRenderingContext2D} pen @param {number} width @param {number} height */
        paintMarks(pen, width, height) {
                if (this.length_ms === 0)
                        return;
                pen.fillStyle = getComputedStyle(this).outlineColor;
                for (const { start_ms, end_ms } of this.marks) {
                        const left = start_ms / this.length_ms * width;
                        pen.fillRect(left, 0, Math.max(3, (end_ms - start_ms) / this.length_ms * width), height);
                }
        }
}

customElements.define('ear-waveform', Waveform);
