// What the candidate should know before anything begins, and the two choices that are theirs.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { date, dateTime, span } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { checkField } from '../components/field.js';
import { errorNotice, notice } from '../components/notice.js';
import './requests.js';

const DAY_MS = 24 * 3600 * 1000;

class Welcome extends EarElement {
        static properties = {
                interview: { attribute: false }, recording: { state: true }, evaluation: { state: true },
                isSending: { state: true }, error: { state: true },
        };

        constructor() {
                super();
                this.interview = /** @type {import('./interview.js').InterviewStore} */ (/** @type {unknown} */ (undefined));
                this.recording = false;
                this.evaluation = false;
                this.isSending = false;
                /** @type {Error | null} */
                this.error = null;
        }

        connectedCallback() {
                super.connectedCallback();
                this.follow(this.interview);
                const { consent } = this.interview.interview ?? {};
                this.recording = consent?.recording ?? false;
                this.evaluation = consent?.ai_evaluation ?? false;
        }

        /** @param {Event} event */
        async send(event) {
                event.preventDefault();
                if (this.isSending)
                        return;
                if (this.hasBegun)
                        return this.interview.go('check');
                this.isSending = true;
                this.error = null;
                try {
                        await this.interview.consent({ recording: this.recording, ai_evaluation: this.evaluation, attention: false });
                } catch (error) {
                        this.error = this.interview.sort(error);
                }
                this.isSending = false;
        }

        get hasBegun() {
                return (this.interview.interview?.turns.length ?? 0) > 0;
        }

        facts() {
                const { limits, scheduled_at, expires_at, retention_days, organisation } = this.interview.interview ?? {};
                if (!limits)
                        return [];
                return /** @type {[import('../base/icons.js').IconName, string, string][]} */ ([
                        ['list-checks', t('welcome.questions'), t('welcome.questions_value', { count: limits.max_turns })],
                        ['clock', t('welcome.time'), t('welcome.time_value', { count: limits.max_minutes })],
                        ['mic', t('welcome.answer'), t('welcome.answer_value', { span: span(limits.max_answer_seconds) })],
                        scheduled_at && Date.parse(scheduled_at) > Date.now() ? ['calendar', t('welcome.planned'),
                                t('welcome.planned_value', { moment: dateTime(scheduled_at) })] : null,
                        expires_at ? ['calendar', t('welcome.deadline'), dateTime(expires_at)] : null,
                        ['ear', t('welcome.recorded'), t('welcome.recorded_value')],
                        ['users', t('welcome.listeners'), organisation
                                ? t('welcome.listeners_value', { name: organisation }) : t('welcome.listeners_unknown')],
                        retention_days ? ['trash-2', t('welcome.kept'), t('welcome.kept_value', { count: retention_days,
                                date: date(Date.now() + retention_days * DAY_MS) })] : null,
                ].filter(Boolean));
        }

        render() {
                const { interview } = this.interview;
                if (!interview)
                        return nothing;
                const { organisation } = interview;
                return html`<div class="narrow stack-l">
                        <div>
                                <h1 tabindex="-1">${t('welcome.title', { posting: interview.posting.title })}</h1>
                                <p class="lead">${t('welcome.hello', { name: interview.candidate.name })}</p>
                        </div>
                        <dl class="facts card">${this.facts().map(([drawing, name, value]) => html`<div>
                                <dt>${icon(drawing)} ${name}</dt><dd>${value}</dd></div>`)}</dl>
                        ${notice('info', html`<p><strong>${organisation ? t('welcome.machine', { name: organisation })
                                : t('welcome.machine_unknown')}</strong></p><p>${t('welcome.control')}</p>`)}
                        <form class="card stack-l" @submit=${(/** @type {Event} */ event) => this.send(event)}>
                                <fieldset class="stack" ?disabled=${this.hasBegun}>
                                        <legend><h2>${t('welcome.choices')}</h2></legend>
                                        ${checkField({ id: 'consent-recording', label: t('welcome.recording'), hint: t('welcome.recording_hint'),
                                                isChecked: this.recording, onChange: (value) => { this.recording = value; } })}
                                        ${checkField({ id: 'consent-evaluation', label: t('welcome.evaluation'), hint: t('welcome.evaluation_hint'),
                                                isChecked: this.evaluation, onChange: (value) => { this.evaluation = value; } })}
                                </fieldset>
                                ${this.hasBegun ? html`<p class="muted small">${t('welcome.locked')}</p>` : nothing}
                                ${this.error ? errorNotice(this.error) : nothing}
                                <div class="actions">
                                        <button class="button" data-kind="primary" aria-disabled=${this.isSending}>
                                                ${t('welcome.continue')} ${icon('arrow-right')}</button>
                                        <p class="outcome" aria-live="polite">${this.outcome()}</p>
                                </div>
                        </form>
                        <section class="stack" aria-labelledby="other-ways"><h2 id="other-ways">${t('requests.title')}</h2>
                                <p class="muted">${t('requests.lead')}</p>
                                <ear-requests .kinds=${['human_interview', 'more_time']}></ear-requests></section>
                </div>`;
        }

        /** What follows from the boxes as they stand. */
        outcome() {
                return [this.recording ? '' : t('welcome.outcome_typed'), this.evaluation ? '' : t('welcome.outcome_person')]
                        .filter(Boolean).join(' ');
        }
}

customElements.define('ear-welcome', Welcome);
