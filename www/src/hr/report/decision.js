// A person decides: the decision that was recorded, or the form to record one. The reason is asked for, always.
import { html, nothing } from 'lit';
import { date } from '../../base/format.js';
import { EarElement } from '../../base/element.js';
import { t } from '../../base/i18n.js';
import { icon } from '../../base/icons.js';
import { openDialog } from '../../components/dialog.js';
import { areaField } from '../../components/field.js';
import { toast } from '../../components/status.js';
import { choiceCards, errorSummary, errorsOf } from '../form.js';
import { DECISIONS } from '../words.js';

/** @typedef {{decision: string, reason: string, by?: any, decided_by?: any, at?: string, decided_at?: string}} Decision */

/** @fires CustomEvent<Decision> decided */
export class DecisionForm extends EarElement {
        static properties = { decision: { state: true }, reason: { state: true }, errors: { state: true }, isBusy: { state: true } };

        constructor() {
                super();
                /** @type {import('../client.js').HrClient} */
                this.client = /** @type {any} */ (null);
                this.interview_id = '';
                this.decision = '';
                this.reason = '';
                /** @type {Record<string, string>} */
                this.errors = {};
                this.isBusy = false;
                this.cancel = () => {};
        }

        firstUpdated() {
                this.focusOn('input:checked, input');
        }

        /** @param {SubmitEvent} event */
        async submit(event) {
                event.preventDefault();
                if (this.isBusy)
                        return;
                this.errors = { ...this.decision ? {} : { decision: t('hr.decision.choose') }, ...this.reason.trim() ? {} : { reason: t('hr.form.needed') } };
                if (Object.keys(this.errors).length > 0)
                        return this.focusOn('#errors');
                this.isBusy = true;
                const decision = { decision: this.decision, reason: this.reason.trim() };
                try {
                        const kept = await this.client.decide(this.interview_id, decision);
                        this.dispatchEvent(new CustomEvent('decided', { detail: kept?.decision?.decision ? kept.decision : { ...decision, ...kept } }));
                } catch (error) {
                        this.errors = errorsOf(error);
                        this.focusOn('#errors');
                }
                this.isBusy = false;
        }

        render() {
                return html`<form class="stack" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
                        ${errorSummary(this.errors, (id) => t(`hr.decision.${id}`))}
                        ${choiceCards({ name: 'decision', legend: t('hr.decision.decision'), value: this.decision, error: this.errors.decision,
                                choices: DECISIONS.map((name) => ({ value: name, label: t(`hr.decision.${name}`) })), onInput: (value) => { this.decision = value; } })}
                        ${areaField({ id: 'reason', label: t('hr.decision.reason'), hint: t('hr.decision.reason_hint'), value: this.reason, rows: 4, isRequired: true,
                                error: this.errors.reason, onInput: (value) => { this.reason = value; } })}
                        <div class="actions actions-end"><button type="button" class="button" @click=${() => this.cancel()}>${t('common.cancel')}</button>
                                <button class="button" data-kind="primary" aria-disabled=${String(this.isBusy)}>${t('hr.decision.record')}</button></div>
                </form>`;
        }
}

customElements.define('hr-decision-form', DecisionForm);

/** @param {import('../client.js').HrClient} client @param {string} interview_id @param {Decision | null} current */
export async function openDecision(client, interview_id, current) {
        const decided = await openDialog(t('hr.decision.title'), (/** @type {(decision: Decision | null) => void} */ close) => html`
                <hr-decision-form .client=${client} .interview_id=${interview_id} .decision=${current?.decision ?? ''} .reason=${current?.reason ?? ''}
                        .cancel=${() => close(null)} @decided=${(/** @type {CustomEvent} */ event) => close(event.detail)}></hr-decision-form>`);
        if (decided)
                toast(t('hr.decision.recorded'));
        return decided ?? null;
}

/** @param {any} person */
const nameOf = (person) => typeof person === 'string' ? person : person?.name || person?.email || '';

/** @param {Decision | null} decision @param {() => void} open */
export function decisionCard(decision, open) {
        const by = nameOf(decision?.by ?? decision?.decided_by);
        const at = decision?.at ?? decision?.decided_at;
        return html`<section class="card decision" aria-labelledby="decision-title"><h2 id="decision-title">${t('hr.decision.person')}</h2>
                ${decision ? html`<p class="decision-made">${icon('circle-check')} <strong>${t(`hr.decision.${decision.decision}`)}</strong></p>
                        <p class="as-written">${decision.reason}</p>
                        ${by || at ? html`<p class="muted small">${[by, at ? date(at) : ''].filter(Boolean).join(' · ')}</p>` : nothing}`
                : html`<p>${t('hr.decision.text')}</p>`}
                <div class="actions"><button type="button" class="button" data-kind=${decision ? 'plain' : 'primary'} @click=${open}>
                        ${icon('scale')} ${decision ? t('hr.decision.change') : t('hr.decision.record')}</button></div>
        </section>`;
}
