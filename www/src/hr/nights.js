// The file of a day's reports that is made in the night: whether, when, and by which clock. Asked for when it is opened.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { currentLocale, t } from '../base/i18n.js';
import { checkField, selectField } from '../components/field.js';
import { errorNotice } from '../components/notice.js';
import { toast } from '../components/status.js';
import { errorSummary, errorsOf } from './form.js';
import { skeleton } from './page.js';

/** @typedef {import('./client.js').Nights} Nights */

const HOURS = Array.from({ length: 23 }, (_, at) => at + 1);

/** @param {number} hour */
const clockOf = (hour) => new Intl.DateTimeFormat(currentLocale(), { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(Date.UTC(2026, 0, 1, hour));

/** Those that the browser knows, and the one that is set. @param {string} own */
const zonesWith = (own) => [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', own])].sort();

const hereOf = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export class NightsPart extends EarElement {
        static properties = { canChange: { attribute: false }, nights: { state: true }, failure: { state: true }, errors: { state: true }, isBusy: { state: true } };

        constructor() {
                super();
                /** @type {import('./client.js').HrClient} */
                this.client = /** @type {any} */ (null);
                this.canChange = false;
                /** As it stands in the form. @type {Nights | null} */
                this.nights = null;
                /** Where it could not be asked for. @type {Error | null} */
                this.failure = null;
                /** @type {Record<string, string>} */
                this.errors = {};
                this.isBusy = false;
                this.stop = new AbortController();
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.stop.abort();
        }

        /** @param {Event} event */
        async look(event) {
                if (!(/** @type {HTMLDetailsElement} */ (event.target)).open || this.nights)
                        return;
                try {
                        this.nights = await this.client.nights(this.stop.signal);
                        this.failure = null;
                } catch (error) {
                        if (!this.stop.signal.aborted)
                                this.failure = /** @type {Error} */ (error);
                }
        }

        /** @param {Partial<Nights>} change */
        change(change) {
                this.nights = { .../** @type {Nights} */ (this.nights), ...change };
        }

        /** @param {SubmitEvent} event */
        async save(event) {
                event.preventDefault();
                if (this.isBusy || !this.nights)
                        return;
                this.isBusy = true;
                this.errors = {};
                try {
                        this.nights = await this.client.changeNights(this.nights);
                        toast(t('hr.nights.saved'));
                } catch (error) {
                        this.errors = errorsOf(error);
                        this.focusOn('#errors');
                }
                this.isBusy = false;
        }

        /** @param {Nights} nights */
        form({ nightly_batches, nightly_hour, time_zone }) {
                return html`<form class="stack" novalidate @submit=${this.save}>
                        ${errorSummary(this.errors, (id) => t(`hr.nights.${id}`))}
                        ${checkField({ id: 'nightly_batches', label: t('hr.nights.nightly_batches'), hint: t('hr.nights.hint'), isChecked: nightly_batches,
                                onChange: (isChecked) => this.change({ nightly_batches: isChecked }) })}
                        ${selectField({ id: 'nightly_hour', label: t('hr.nights.nightly_hour'), value: String(nightly_hour), error: this.errors.nightly_hour,
                                choices: HOURS.map((hour) => ({ value: String(hour), label: clockOf(hour) })), onInput: (hour) => this.change({ nightly_hour: Number(hour) }) })}
                        ${selectField({ id: 'time_zone', label: t('hr.nights.time_zone'), hint: t('hr.nights.time_zone_hint', { zone: hereOf() }), value: time_zone, error: this.errors.time_zone,
                                choices: zonesWith(time_zone).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })), onInput: (zone) => this.change({ time_zone: zone }) })}
                        <div class="actions"><button class="button" ?disabled=${this.isBusy}>${t('hr.nights.save')}</button></div>
                </form>`;
        }

        /** @param {Nights} nights */
        words({ nightly_batches, nightly_hour, time_zone }) {
                return html`<p>${nightly_batches ? t('hr.nights.on', { time: clockOf(nightly_hour), zone: time_zone.replaceAll('_', ' ') }) : t('hr.nights.off')}</p>
                        <p class="muted">${t('hr.nights.admins')}</p>`;
        }

        render() {
                const { failure, nights } = this;
                return html`<details class="card usage" @toggle=${this.look}><summary>${t('hr.nights.title')}</summary>
                        <div class="stack">${failure ? errorNotice(failure) : nothing}${nights ? this.canChange ? this.form(nights) : this.words(nights) : failure ? nothing : skeleton(2)}</div></details>`;
        }
}

customElements.define('hr-nights', NightsPart);
