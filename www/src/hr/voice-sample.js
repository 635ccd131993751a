// A button that lets a persona be heard; one sounds at a time.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { toast } from '../components/status.js';

/** The one sound of the page. */
const audio = new Audio();

export class VoiceSample extends EarElement {
        static properties = { persona: { attribute: false }, name: { attribute: false }, isPlaying: { state: true } };

        constructor() {
                super();
                this.persona = '';
                this.name = '';
                this.isPlaying = false;
        }

        connectedCallback() {
                super.connectedCallback();
                for (const type of ['play', 'pause', 'ended', 'emptied'])
                        this.listen(audio, type, () => { this.isPlaying = !audio.paused && !audio.ended && audio.src.endsWith(this.source); });
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                if (this.isPlaying)
                        audio.pause();
        }

        get source() {
                return `/api/personas/${encodeURIComponent(this.persona)}/sample`;
        }

        /** @param {Event} event it chooses nothing */
        async press(event) {
                event.preventDefault();
                if (this.isPlaying)
                        return audio.pause();
                audio.src = this.source;
                try {
                        await audio.play();
                } catch (error) {
                        // Another press may have taken its place.
                        if (/** @type {Error} */ (error).name !== 'AbortError')
                                toast(t('hr.persona.silent'));
                }
        }

        render() {
                return html`<button type="button" class="button small-button sample" aria-pressed=${this.isPlaying ? 'true' : nothing}
                        aria-label=${t(this.isPlaying ? 'hr.persona.stop' : 'hr.persona.hear', { name: this.name })}
                        @click=${(/** @type {Event} */ event) => this.press(event)}>${icon(this.isPlaying ? 'square' : 'volume-2')} ${t('hr.persona.voice')}</button>`;
        }
}

customElements.define('hr-voice-sample', VoiceSample);
