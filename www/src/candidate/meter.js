// A level meter of 24 segments, in decibels, that follows the voice at once and falls back slowly.
import { html } from 'lit';
import { EarElement } from '../base/element.js';

const SEGMENTS = 24;
const QUIETEST_DB = -60;
const LOUDEST_DB = -6;
const FALL_PER_STEP = 1;

export class Meter extends EarElement {
        static properties = { label: { type: String } };

        constructor() {
                super();
                this.label = '';
                this.lit = 0;
        }

        /** @param {number} level 0 to 1 */
        show(level) {
                const db = 20 * Math.log10(Math.max(level, 1e-6));
                const share = Math.min(1, Math.max(0, (db - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)));
                this.lit = Math.max(Math.round(share * SEGMENTS), this.lit - FALL_PER_STEP);
                this.ariaValueNow = String(Math.round(this.lit / SEGMENTS * 100));
                const segments = this.querySelectorAll('span');
                segments.forEach((segment, index) => segment.toggleAttribute('data-lit', index < this.lit));
        }

        updated() {
                this.role = 'meter';
                this.ariaLabel = this.label;
                this.ariaValueMin = '0';
                this.ariaValueMax = '100';
                this.ariaValueNow ??= '0';
        }

        render() {
                return html`${Array.from({ length: SEGMENTS }, () => html`<span></span>`)}`;
        }
}

customElements.define('ear-meter', Meter);
