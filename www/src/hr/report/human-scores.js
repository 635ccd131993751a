// Scores that people give, beside the machine's and never mixed into them. A reason is asked for where the two differ.
import { html, nothing } from 'lit';
import { date } from '../../base/format.js';
import { EarElement } from '../../base/element.js';
import { t } from '../../base/i18n.js';
import { icon } from '../../base/icons.js';
import { openDialog } from '../../components/dialog.js';
import { areaField } from '../../components/field.js';
import { toast } from '../../components/status.js';
import { errorSummary, errorsOf } from '../form.js';
import { table } from '../table.js';
import { holdingScores, needsReason } from './model.js';
import { scoreNumber, scoreWords } from './words.js';

const STEPS = Array.from({ length: 21 }, (_, at) => at / 2);
/** In the menu: nothing was shown of it. */
const NOT_SHOWN = 'none';

/** @typedef {{criterion: string, score: number | null, reason?: string}} Given */

/** @fires CustomEvent<any[]> scored */
export class HumanScoresForm extends EarElement {
        static properties = { chosen: { state: true }, reasons: { state: true }, note: { state: true }, errors: { state: true }, isBusy: { state: true } };

        constructor() {
                super();
                /** @type {import('../client.js').HrClient} */
                this.client = /** @type {any} */ (null);
                this.interview_id = '';
                /** @type {import('./model.js').Criterion[]} */
                this.criteria = [];
                /** The value of each menu, '' for not given. @type {Record<string, string>} */
                this.chosen = {};
                /** @type {Record<string, string>} */
                this.reasons = {};
                this.note = '';
                /** @type {Record<string, string>} */
                this.errors = {};
                this.isBusy = false;
                this.cancel = () => {};
        }

        /** @param {string} key */
        scoreOf(key) {
                return this.chosen[key] === NOT_SHOWN ? null : Number(this.chosen[key]);
        }

        /** @param {import('./model.js').Criterion} criterion */
        asksReason({ key, score }) {
                return Boolean(this.chosen[key]) && needsReason(this.scoreOf(key), score);
        }

        /** @returns {Given[]} */
        get scores() {
                return this.criteria.filter(({ key }) => this.chosen[key]).map(({ key }) => ({ criterion: key, score: this.scoreOf(key),
                        ...this.reasons[key]?.trim() ? { reason: this.reasons[key].trim() } : {} }));
        }

        /** @param {SubmitEvent} event */
        async submit(event) {
                event.preventDefault();
                if (this.isBusy)
                        return;
                const { scores } = this;
                this.errors = scores.length === 0 ? { [`score-${this.criteria[0]?.key}`]: t('hr.human.choose') }
                        : Object.fromEntries(this.criteria.filter((one) => this.asksReason(one) && (this.reasons[one.key]?.trim().length ?? 0) < 3)
                                .map(({ key }) => [`reason-${key}`, t('hr.human.why')]));
                if (Object.keys(this.errors).length > 0)
                        return this.focusOn('#errors');
                this.isBusy = true;
                try {
                        const kept = await this.client.giveScores(this.interview_id, { scores, ...this.note.trim() ? { note: this.note.trim() } : {} });
                        this.dispatchEvent(new CustomEvent('scored', { detail: kept }));
                } catch (error) {
                        this.errors = errorsOf(error);
                        this.focusOn('#errors');
                }
                this.isBusy = false;
        }

        /** @param {import('./model.js').Criterion} criterion */
        row(criterion) {
                const { key, name, score } = criterion;
                return html`<fieldset class="human-row"><legend>${name}</legend>
                        <p class="muted small">${t('hr.human.machine')}: ${typeof score === 'number' ? scoreWords(score) : t('hr.report.no_score')}</p>
                        <label class="field" for="score-${key}"><span class="label">${t('hr.human.yours')}</span>
                                <select class="input" id="score-${key}" @change=${(/** @type {Event} */ event) => {
                                        this.chosen = { ...this.chosen, [key]: /** @type {HTMLSelectElement} */ (event.target).value }; }}>
                                        <option value="">${t('hr.human.not_given')}</option>
                                        <option value=${NOT_SHOWN} .selected=${this.chosen[key] === NOT_SHOWN}>${t('hr.report.no_score')}</option>
                                        ${STEPS.map((step) => html`<option value=${step} .selected=${this.chosen[key] === String(step)}>${scoreWords(step)}</option>`)}</select></label>
                        ${this.asksReason(criterion) ? areaField({ id: `reason-${key}`, label: t('hr.human.reason'), hint: t('hr.human.reason_hint'), rows: 2, isRequired: true,
                                value: this.reasons[key] ?? '', error: this.errors[`reason-${key}`],
                                onInput: (value) => { this.reasons = { ...this.reasons, [key]: value }; } }) : nothing}
                </fieldset>`;
        }

        render() {
                const names = Object.fromEntries(this.criteria.flatMap(({ key, name }) => [[`score-${key}`, name], [`reason-${key}`, name]]));
                return html`<form class="stack" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
                        <p class="muted">${t('hr.human.text')}</p>
                        ${errorSummary(this.errors, (id) => names[id] ?? id)}
                        ${this.criteria.map((criterion) => this.row(criterion))}
                        ${areaField({ id: 'note', label: t('hr.human.note'), value: this.note, rows: 2, onInput: (value) => { this.note = value; } })}
                        <div class="actions actions-end"><button type="button" class="button" @click=${() => this.cancel()}>${t('common.cancel')}</button>
                                <button class="button" data-kind="primary" aria-disabled=${String(this.isBusy)}>${t('hr.human.keep')}</button></div>
                </form>`;
        }
}

customElements.define('hr-human-scores-form', HumanScoresForm);

/** The new list of scorings, or null. @param {import('../client.js').HrClient} client @param {string} interview_id
 *  @param {import('./model.js').Criterion[]} criteria @returns {Promise<any[] | null>} */
export async function openHumanScores(client, interview_id, criteria) {
        const scored = await openDialog(t('hr.human.title'), (/** @type {(scored: any) => void} */ close) => html`
                <hr-human-scores-form .client=${client} .interview_id=${interview_id} .criteria=${criteria}
                        .cancel=${() => close(null)} @scored=${(/** @type {CustomEvent} */ event) => close(event.detail)}></hr-human-scores-form>`);
        if (scored)
                toast(t('hr.human.kept'));
        return scored ?? null;
}

/** @param {any} report @param {() => void} open */
export function humanScoresCard(report, open) {
        const holding = holdingScores(report);
        const words = (/** @type {number | null | undefined} */ score) => typeof score === 'number' ? scoreWords(score) : t('hr.report.no_score');
        const rows = (report.criteria ?? []).filter((/** @type {any} */ { key }) => holding.has(key)).map((/** @type {any} */ { key, name, score }) => {
                const { score: own, reason, by, at } = /** @type {any} */ (holding.get(key));
                return [name, words(score), words(own), reason ?? '', [by, at ? date(at) : ''].filter(Boolean).join(' · ')];
        });
        return html`<section class="stack" aria-labelledby="human"><div class="section-head"><h2 id="human">${t('hr.human.heading')}</h2>
                        <button type="button" class="button" @click=${open}>${icon('scale')} ${t('hr.human.give')}</button></div>
                <div class="card stack"><p class="muted">${t('hr.human.text')}</p>
                ${rows.length > 0 ? table({ caption: t('hr.human.heading'), columns: [{ label: t('hr.report.criterion') }, { label: t('hr.human.machine') },
                        { label: t('hr.human.person') }, { label: t('hr.human.reason') }, { label: t('hr.human.by') }], rows })
                        : html`<p>${t('hr.human.none')}</p>`}
                ${(report.human_scores ?? []).filter((/** @type {any} */ { note }) => note).map((/** @type {any} */ { note, by, at }) => html`<p><span class="as-written">${note}</span>
                        <span class="muted small">${[by, at ? date(at) : ''].filter(Boolean).join(' · ')}</span></p>`)}</div></section>`;
}

/** What was done with the report, the newest first. @param {any} report @param {(at: string) => string} time */
export function historyCard(report, time) {
        const events = [...report.history ?? []].reverse();
        return events.length === 0 ? nothing : html`<section class="stack" aria-labelledby="history"><h2 id="history">${t('hr.history.title')}</h2>
                <ol class="card history" role="list">${events.map(({ kind, at, by, decision, reason }) => html`<li>
                        <strong>${kind === 'decided' ? t('hr.history.decided', { decision: t(`hr.decision.${decision}`) }) : t(`hr.history.${kind}`)}</strong>
                        <span class="muted small">${[by, time(at)].filter(Boolean).join(' · ')}</span>
                        ${reason ? html`<p class="as-written">${reason}</p>` : nothing}</li>`)}</ol></section>`;
}
