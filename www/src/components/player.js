// Plays one sound: a button, the waveform to see and to move in, and the time. Only one player sounds at a time.
import { html, nothing } from 'lit';
import { api } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { clock } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { shapeOf } from './peaks.js';
import './waveform.js';

/** A browser's own recording has no length in its header; the end has to be looked for. */
const BEYOND_ANY_END_S = 1e7;

/** @type {Player | null} */
let sounding = null;

export class Player extends EarElement {
        static properties = {
                src: { type: String },
                label: { type: String },
                blob: { attribute: false },
                peaks: { attribute: false },
                marks: { attribute: false },
                length_ms: { type: Number },
                rate: { type: Number },
                position_ms: { state: true },
                isPlaying: { state: true },
                problem: { state: true },
        };

        constructor() {
                super();
                /** Where the sound is, or '' when a blob is given. */
                this.src = '';
                /** What it is, for screen readers: "Your answer to question 2". */
                this.label = '';
                /** @type {Blob | null} */
                this.blob = null;
                /** Heights that are known already; otherwise they are read from the sound when it comes into view.
                 *  @type {number[]} */
                this.peaks = [];
                /** @type {{start_ms: number, end_ms: number}[]} */
                this.marks = [];
                this.length_ms = 0;
                /** How fast: 1 is as it was spoken. */
                this.rate = 1;
                this.position_ms = 0;
                this.isPlaying = false;
                this.problem = '';
                this.until_ms = Infinity;
                this.frame = 0;
                this.address = '';
                this.audio = new Audio();
                this.audio.preload = 'none';
        }

        connectedCallback() {
                super.connectedCallback();
                this.listen(this.audio, 'play', () => this.started());
                this.listen(this.audio, 'pause', () => this.stopped());
                this.listen(this.audio, 'ended', () => this.ended());
                this.listen(this.audio, 'error', () => this.failed());
                this.listen(this.audio, 'durationchange', () => this.measure());
                this.view = new IntersectionObserver((entries) => {
                        if (entries.some((entry) => entry.isIntersecting))
                                this.look();
                }, { rootMargin: '200px' });
                this.view.observe(this);
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.view?.disconnect();
                this.pause();
                this.release();
        }

        /** @param {Map<string, unknown>} changed */
        willUpdate(changed) {
                if (changed.has('rate'))
                        this.audio.defaultPlaybackRate = this.audio.playbackRate = this.rate;
                if (!changed.has('src') && !changed.has('blob'))
                        return;
                this.pause();
                this.release();
                this.problem = '';
                this.position_ms = 0;
                if (changed.get('src') || changed.get('blob')) {
                        this.peaks = [];
                        this.view?.unobserve(this);
                        this.view?.observe(this);
                }
                this.address = this.blob ? URL.createObjectURL(this.blob) : this.src;
                this.audio.src = this.address;
        }

        release() {
                if (this.blob && this.address)
                        URL.revokeObjectURL(this.address);
                this.address = '';
        }

        /** Reads the shape of the sound, once. */
        async look() {
                this.view?.unobserve(this);
                if (this.peaks.length > 0 || !(this.blob || this.src))
                        return;
                try {
                        const bytes = this.blob ? await this.blob.arrayBuffer() : await api.bytes(this.src, this.leaving.signal);
                        const shape = await shapeOf(bytes);
                        this.peaks = shape.peaks;
                        this.length_ms = shape.length_ms;
                } catch {
                        // What cannot be drawn may still play; playing says what is wrong.
                }
        }

        /** Plays from a position to another, or on. @param {number} [from_ms] @param {number} [until_ms] */
        async play(from_ms, until_ms = Infinity) {
                sounding?.pause();
                this.problem = '';
                if (!this.address)
                        return;
                if (from_ms !== undefined)
                        this.seek(from_ms);
                this.until_ms = until_ms;
                await this.audio.play().catch((error) => {
                        if (error.name !== 'AbortError')
                                this.problem = t('player.blocked');
                });
        }

        pause() {
                this.audio.pause();
        }

        /** @param {number} position_ms */
        seek(position_ms) {
                this.until_ms = Infinity;
                this.position_ms = position_ms;
                this.audio.currentTime = position_ms / 1000;
        }

        toggle() {
                if (this.isPlaying)
                        this.pause();
                else
                        this.play();
        }

        measure() {
                if (this.audio.duration === Infinity) {
                        const back = this.audio.currentTime;
                        this.audio.currentTime = BEYOND_ANY_END_S;
                        this.audio.addEventListener('durationchange', () => {
                                this.audio.currentTime = back;
                        }, { once: true });
                } else if (this.length_ms === 0 && this.audio.duration > 0) {
                        this.length_ms = this.audio.duration * 1000;
                }
        }

        started() {
                sounding = this;
                this.isPlaying = true;
                this.dispatchEvent(new CustomEvent('playing', { detail: true }));
                const follow = () => {
                        this.position_ms = Math.min(this.audio.currentTime * 1000, this.length_ms || Infinity);
                        this.dispatchEvent(new CustomEvent('position', { detail: this.position_ms }));
                        if (this.position_ms >= this.until_ms)
                                this.pause();
                        else
                                this.frame = requestAnimationFrame(follow);
                };
                cancelAnimationFrame(this.frame);
                follow();
        }

        stopped() {
                if (sounding === this)
                        sounding = null;
                this.isPlaying = false;
                this.dispatchEvent(new CustomEvent('playing', { detail: false }));
                cancelAnimationFrame(this.frame);
        }

        ended() {
                this.stopped();
                this.position_ms = 0;
        }

        failed() {
                if (this.address)
                        this.problem = t('player.failed');
                this.stopped();
        }

        render() {
                const action = this.isPlaying ? t('player.pause') : t('player.play');
                return html`<div class="player">
                        <button type="button" class="round-button" aria-label="${action}: ${this.label}"
                                @click=${() => this.toggle()}>${icon(this.isPlaying ? 'pause' : 'play')}</button>
                        <ear-waveform .state=${'review'} .label=${this.label} .peaks=${this.peaks} .marks=${this.marks}
                                .position_ms=${this.position_ms} .length_ms=${this.length_ms}
                                @seek=${(/** @type {CustomEvent<number>} */ event) => this.seek(event.detail)}></ear-waveform>
                        <span class="player-time">${this.position_ms > 0 || this.isPlaying
                                ? `${clock(this.position_ms)} / ${clock(this.length_ms)}` : clock(this.length_ms)}</span>
                        ${this.problem ? html`<p class="field-error" role="alert">${icon('circle-alert')} ${this.problem}</p>` : nothing}
                </div>`;
        }
}

customElements.define('ear-player', Player);
