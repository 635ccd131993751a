// Plays one sound: a button, the waveform to see and to move in, and the time. Only one player sounds at a time.
import { html, nothing } from 'lit';
import { api } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { clock } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { decode, shapeOf, wavOf } from './peaks.js';
import './waveform.js';

/** Browsers differ by this much in where a sound ends. */
const END_SLACK_S = 0.5;

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
                /** The sound as WAV, where that was needed to move in it. */
                this.wav = '';
                this.isConverting = false;
                this.isConverted = false;
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
                this.listen(this.audio, 'loadedmetadata', () => this.reach());
                // Frames stop in a tab that is hidden; this goes on there.
                this.listen(this.audio, 'timeupdate', () => this.isPlaying && this.follow());
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
                        if (!changed.has('length_ms'))
                                this.length_ms = 0;
                        this.view?.unobserve(this);
                        this.view?.observe(this);
                }
                this.address = this.blob ? URL.createObjectURL(this.blob) : this.src;
                this.audio.src = this.address;
        }

        release() {
                for (const address of [this.address, this.wav])
                        if (address.startsWith('blob:'))
                                URL.revokeObjectURL(address);
                this.address = this.wav = '';
                this.isConverting = this.isConverted = false;
        }

        /** @returns {Promise<Float32Array>} */
        async samples() {
                return decode(this.blob ? await this.blob.arrayBuffer() : await api.bytes(this.src, this.leaving.signal));
        }

        /** Reads the shape of the sound, once. */
        async look() {
                this.view?.unobserve(this);
                const { address } = this;
                if (this.peaks.length > 0 || !address)
                        return;
                try {
                        const shape = shapeOf(await this.samples());
                        if (this.address !== address)
                                return;
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
                await this.sound();
        }

        async sound() {
                await this.audio.play().catch((error) => {
                        if (error.name !== 'AbortError')
                                this.problem = t('player.blocked');
                });
        }

        pause() {
                this.audio.pause();
                if (this.isConverting && this.isPlaying)
                        this.stopped();
        }

        /** @param {number} position_ms */
        seek(position_ms) {
                this.until_ms = Infinity;
                this.position_ms = position_ms;
                this.audio.currentTime = position_ms / 1000;
                this.reach();
        }

        toggle() {
                if (this.isPlaying)
                        this.pause();
                else
                        this.play();
        }

        measure() {
                if (this.length_ms === 0 && this.audio.duration > 0 && this.audio.duration < Infinity)
                        this.length_ms = this.audio.duration * 1000;
        }

        /** A browser's own recording has neither a length nor an index. Some browsers find any place in it all the same;
         *  where this one does not, it gets the sound as WAV. */
        reach() {
                const { audio } = this;
                if (audio.readyState === HTMLMediaElement.HAVE_NOTHING || this.isConverting || this.isConverted)
                        return;
                const wanted = Math.min(this.position_ms / 1000, audio.duration || Infinity) - END_SLACK_S;
                const ranges = audio.seekable;
                if (wanted > (ranges.length > 0 ? ranges.end(ranges.length - 1) : 0))
                        this.convert();
        }

        /** Goes on as WAV, from where it stands; `isPlaying` then means that it is to sound as soon as it can. */
        async convert() {
                const { address, audio } = this;
                this.isConverting = true;
                cancelAnimationFrame(this.frame);
                audio.removeAttribute('src');
                audio.load();
                let wav = '';
                try {
                        wav = URL.createObjectURL(wavOf(await this.samples()));
                } catch {
                        // What cannot be decoded may still play, from the start.
                }
                if (this.address !== address) {
                        URL.revokeObjectURL(wav);
                        return;
                }
                this.isConverting = false;
                this.isConverted = true;
                this.wav = wav;
                audio.src = wav || address;
                audio.currentTime = this.position_ms / 1000;
                if (this.isPlaying)
                        await this.sound();
        }

        started() {
                sounding = this;
                this.isPlaying = true;
                this.dispatchEvent(new CustomEvent('playing', { detail: true }));
                this.follow();
        }

        /** Says where it is, and stops where it was to stop. */
        follow() {
                cancelAnimationFrame(this.frame);
                if (this.isConverting)
                        return;
                this.position_ms = Math.min(this.audio.currentTime * 1000, this.length_ms || Infinity);
                this.dispatchEvent(new CustomEvent('position', { detail: this.position_ms }));
                if (this.position_ms >= this.until_ms)
                        this.pause();
                else
                        this.frame = requestAnimationFrame(() => this.follow());
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
