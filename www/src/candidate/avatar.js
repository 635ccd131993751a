// The face of the one who asks. Its mouth moves with the sound of the question; it is still where less motion is asked for, and a letter
// where the candidate has turned it off. It is decoration: what it shows also stands in words.
import { html, nothing, svg } from 'lit';
import { EarElement } from '../base/element.js';
import { EVEN_TRACK, MOUTHS, framesOf, lengthOf } from './mouth.js';
import { Visemes } from './visemes.js';

/** Lips form a sound before it is heard. */
const LEAD_MS = 40;
/** The clock of the sound and that of the picture may be so far apart. */
const DRIFT_MS = 40;
/** What may change whether a sound goes on, and where it is. */
const CLOCK = ['playing', 'pause', 'waiting', 'seeking', 'seeked', 'timeupdate', 'ratechange'];

/** All shapes lie upon each other, and one is seen. That they are faded, and never drawn anew, costs the page no work while it moves. */
const mouth = MOUTHS.map(({ shape, path, teeth, tongue }) => svg`<g class="avatar-mouth" data-shape=${shape}>
        <path class="avatar-detail avatar-lips" d=${path}/>${teeth === undefined && tongue === undefined ? nothing : svg`
        <clipPath id="avatar-lips-${shape}"><path d=${path}/></clipPath><g clip-path="url(#avatar-lips-${shape})">
        ${tongue === undefined ? nothing : svg`<ellipse class="avatar-tongue" rx="7" ry="6" cy=${tongue + 6}/>`}
        ${teeth === undefined ? nothing : svg`<path class="avatar-teeth" d="M-9 ${teeth}H9"/>`}</g>`}</g>`);
const face = svg`<clipPath id="avatar-clip"><circle cx="48" cy="48" r="46"/></clipPath>
        <g clip-path="url(#avatar-clip)"><path class="avatar-figure" d="M8 104c0-20 16-29 40-29s40 9 40 29z"/></g>
        <rect class="avatar-figure" x="20" y="14" width="56" height="59" rx="28"/>
        <circle class="avatar-detail" cx="37.5" cy="40" r="3.1"/><circle class="avatar-detail" cx="58.5" cy="40" r="3.1"/>
        <g transform="translate(48 55) scale(1.25)">${mouth}</g>`;

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
                /** What the mouth does now. @type {import('./mouth.js').Track | null} */
                this.track = null;
                /** @type {Animation[]} */
                this.animations = [];
                /** @type {boolean | null} */
                this.wasShown = null;
        }

        connectedCallback() {
                super.connectedCallback();
                const { settings, voice } = this.parts;
                this.follow(settings);
                this.listen(this.stillness, 'change', () => this.look());
                this.listen(voice, 'begin', () => this.begin());
                this.listen(voice, 'prepare', () => this.prepare());
                this.listen(voice, 'change', () => this.move());
                for (const audio of [voice.audio, voice.spare])
                        for (const name of CLOCK)
                                this.listen(audio, name, () => audio === voice.audio && this.move());
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.forget();
                this.rest();
        }

        get isShown() {
                return this.parts.settings.values.avatar;
        }

        get mayMove() {
                return this.isShown && !this.stillness.matches;
        }

        /** Whether it may move may have changed, perhaps in the middle of a question. */
        look() {
                if (!this.mayMove)
                        this.forget();
                else if (!this.visemes && this.parts.voice.isBusy)
                        this.begin();
                this.move();
        }

        /** @param {string} address */
        learn(address) {
                const visemes = new Visemes(address);
                this.listen(visemes, 'change', () => this.move());
                return visemes;
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
                const following = this.following?.address === address ? this.following : null;
                if (following)
                        this.following = null;
                this.forget();
                this.visemes = following ?? this.learn(address);
        }

        prepare() {
                const [address] = this.parts.voice.queue;
                if (!this.mayMove || this.following?.address === address)
                        return;
                this.following?.close();
                this.following = this.learn(address);
        }

        /** Where the sound is, in ms; null where none is heard. */
        get at_ms() {
                const { audio, state } = this.parts.voice;
                if (!this.mayMove || state !== 'speaking')
                        return null;
                // The browser's own voice has no clock.
                if (audio.paused)
                        return 'speechSynthesis' in window && speechSynthesis.speaking ? performance.now() : null;
                return audio.ended || audio.seeking || audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA ? null : audio.currentTime * 1000;
        }

        /** Does what the sound does now. */
        move() {
                const { at_ms, visemes } = this;
                const { audio } = this.parts.voice;
                if (at_ms === null)
                        return this.rest();
                if (visemes?.isUntold && audio.networkState === HTMLMediaElement.NETWORK_IDLE)
                        visemes.listen();
                const track = audio.paused ? EVEN_TRACK : visemes?.track ?? EVEN_TRACK;
                if (track !== this.track)
                        this.take(track);
                const rate = audio.paused ? 1 : audio.playbackRate;
                for (const animation of this.animations) {
                        if (animation.playbackRate !== rate)
                                animation.playbackRate = rate;
                        if (Math.abs(Number(animation.currentTime) - at_ms - LEAD_MS) > DRIFT_MS)
                                animation.currentTime = at_ms + LEAD_MS;
                }
        }

        /** @param {import('./mouth.js').Track} track */
        take(track) {
                this.rest();
                this.track = track;
                const timing = { duration: lengthOf(track), iterations: track === EVEN_TRACK ? Infinity : 1 };
                const frames = framesOf(track);
                for (const shape of this.querySelectorAll('.avatar-mouth')) {
                        const name = /** @type {SVGElement} */ (shape).dataset.shape ?? '';
                        // At rest one is seen; a mouth that never rests hides it.
                        this.animations.push(shape.animate(frames.get(name) ?? { opacity: [0, 0] }, timing));
                }
        }

        /** The mouth closes. */
        rest() {
                for (const animation of this.animations)
                        animation.cancel();
                this.animations = [];
                this.track = null;
        }

        /** A face that was turned on or off in the middle of a question. */
        updated() {
                if (this.wasShown !== this.isShown) {
                        this.wasShown = this.isShown;
                        this.rest();
                        this.look();
                }
        }

        render() {
                return html`<svg class="avatar" viewBox="0 0 96 96" aria-hidden="true" focusable="false"><circle class="avatar-ground" cx="48" cy="48" r="46"/>
                        ${this.isShown ? face : svg`<text class="avatar-letter" x="48" y="62" text-anchor="middle">${this.name.slice(0, 1)}</text>`}
                        <circle class="avatar-ring" cx="48" cy="48" r="46"/></svg>`;
        }
}

customElements.define('ear-avatar', Avatar);
