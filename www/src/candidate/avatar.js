// The face of the one who asks. Its mouth moves with the sound of the question; it is still where less motion is asked for, and a letter
// where the candidate has turned it off. It is decoration: what it shows also stands in words.
import { html, svg } from 'lit';
import { EarElement } from '../base/element.js';
import { approach, atRest, evenly, inside, lips } from './mouth.js';
import { Visemes } from './visemes.js';

/** Lips form a sound before it is heard, and ours follow a little late. */
const LEAD_MS = 50;
/** No picture of a mouth is needed more often. */
const FRAME_MS = 24;
/** A sound that has stood still for so long waits for the network. */
const STALLED_MS = 200;

const REST = lips(atRest());
const ring = svg`<circle class="avatar-ring" cx="48" cy="48" r="46"/>`;
const face = svg`<clipPath id="avatar-clip"><circle cx="48" cy="48" r="46"/></clipPath>
        <clipPath id="avatar-lips"><path data-lips d=${REST}/></clipPath>
        <g clip-path="url(#avatar-clip)"><path class="avatar-figure" d="M8 104c0-20 16-29 40-29s40 9 40 29z"/></g>
        <rect class="avatar-figure" x="20" y="14" width="56" height="59" rx="28"/>
        <circle class="avatar-detail" cx="37.5" cy="40" r="3.1"/><circle class="avatar-detail" cx="58.5" cy="40" r="3.1"/>
        <g transform="translate(48 55) scale(1.25)"><path class="avatar-detail avatar-lips" data-lips d=${REST}/>
        <g clip-path="url(#avatar-lips)"><ellipse class="avatar-tongue" rx="7" ry="6" cy="40"/><path class="avatar-teeth" d="M-12 0h24" transform="translate(0 20)"/></g></g>`;

class Avatar extends EarElement {
        static properties = { parts: { attribute: false }, name: { attribute: false } };

        constructor() {
                super();
                this.parts = /** @type {import('./candidate.js').Parts} */ (/** @type {unknown} */ (undefined));
                this.name = '';
                this.stillness = matchMedia('(prefers-reduced-motion: reduce)');
                /** Of the sound that is heard, and of the one that follows. @type {Visemes | null} */
                this.visemes = null;
                /** @type {Visemes | null} */
                this.following = null;
                this.shape = 'X';
                this.pose = atRest();
                this.frame = 0;
                this.drawn_ms = 0;
                this.drawnPath = REST;
                /** @type {Element[]} */
                this.lips = [];
                /** Where the sound was, and since when it has stood there. */
                this.at_ms = -1;
                this.since_ms = 0;
        }

        connectedCallback() {
                super.connectedCallback();
                const { settings, voice } = this.parts;
                this.follow(settings);
                this.listen(settings, 'change', () => this.look());
                this.listen(this.stillness, 'change', () => this.look());
                this.listen(voice, 'begin', () => this.begin());
                this.listen(voice, 'prepare', () => this.prepare());
                this.listen(voice, 'change', () => this.move());
                this.look();
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                cancelAnimationFrame(this.frame);
                this.frame = 0;
                this.forget();
        }

        get isShown() {
                return this.parts.settings.values.avatar;
        }

        get mayMove() {
                return this.isShown && !this.stillness.matches;
        }

        /** Whether it may move has changed, perhaps in the middle of a question. */
        look() {
                if (!this.mayMove)
                        this.forget();
                else if (!this.visemes && this.parts.voice.isBusy)
                        this.begin();
                this.move();
        }

        forget() {
                this.visemes?.close();
                this.following?.close();
                this.visemes = this.following = null;
        }

        begin() {
                if (!this.mayMove)
                        return;
                const address = this.parts.voice.audio.getAttribute('src') ?? '';
                const { following } = this;
                this.visemes?.close();
                if (following?.address !== address)
                        following?.close();
                this.visemes = following?.address === address ? following : new Visemes(address);
                this.following = null;
        }

        prepare() {
                const [address] = this.parts.voice.queue;
                if (!this.mayMove || this.following?.address === address)
                        return;
                this.following?.close();
                this.following = new Visemes(address);
        }

        get isSpeaking() {
                return this.mayMove && this.parts.voice.state === 'speaking';
        }

        move() {
                if (!this.frame && (this.isSpeaking || this.shape !== 'X'))
                        this.frame = requestAnimationFrame((now) => this.step(now));
        }

        /** @param {number} now */
        step(now) {
                this.frame = 0;
                const passed_ms = now - this.drawn_ms;
                if (passed_ms >= FRAME_MS) {
                        this.shape = this.isSpeaking ? this.shapeNow(now) : 'X';
                        this.drawn_ms = now;
                        const isThere = approach(this.pose, this.shape, Math.min(passed_ms, 4 * FRAME_MS));
                        this.draw();
                        if (isThere && !this.isSpeaking)
                                return;
                }
                this.frame = requestAnimationFrame((later) => this.step(later));
        }

        /** @param {number} now */
        shapeNow(now) {
                const { visemes } = this;
                const { audio } = this.parts.voice;
                if (audio.paused)
                        return 'speechSynthesis' in window && speechSynthesis.speaking ? evenly(now) : 'X';
                const ms = audio.currentTime * 1000;
                if (ms !== this.at_ms)
                        [this.at_ms, this.since_ms] = [ms, now];
                if (!visemes || now - this.since_ms > STALLED_MS)
                        return 'X';
                if (visemes.isUntold && audio.networkState === HTMLMediaElement.NETWORK_IDLE)
                        visemes.listen();
                return visemes.shapeAt(ms + LEAD_MS);
        }

        draw() {
                const path = lips(this.pose);
                if (path === this.drawnPath)
                        return;
                const { teeth, tongue } = inside(this.pose);
                this.drawnPath = path;
                for (const part of this.lips)
                        part.setAttribute('d', path);
                this.teeth?.setAttribute('transform', `translate(0 ${teeth})`);
                this.tongue?.setAttribute('cy', tongue);
        }

        /** A face that was turned on again is drawn anew, and begins at rest. */
        updated() {
                this.drawnPath = '';
                this.lips = [...this.querySelectorAll('[data-lips]')];
                this.teeth = this.querySelector('.avatar-teeth');
                this.tongue = this.querySelector('.avatar-tongue');
        }

        render() {
                return html`<svg class="avatar" viewBox="0 0 96 96" aria-hidden="true" focusable="false"><circle class="avatar-ground" cx="48" cy="48" r="46"/>
                        ${this.isShown ? face : svg`<text class="avatar-letter" x="48" y="62" text-anchor="middle">${this.name.slice(0, 1)}</text>`}${ring}</svg>`;
        }
}

customElements.define('ear-avatar', Avatar);
