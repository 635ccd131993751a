// Thanks, what happens next, and the way to one's own recordings.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { date, dateTime } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import './requests.js';

const DAY_MS = 24 * 3600 * 1000;

class End extends EarElement {
        static properties = { interview: { attribute: false } };

        constructor() {
                super();
                this.interview = /** @type {import('./interview.js').InterviewStore} */ (/** @type {unknown} */ (undefined));
        }

        connectedCallback() {
                super.connectedCallback();
                this.follow(this.interview);
                this.interview.refresh();
                import('./experience.js');
        }

        render() {
                const { candidate, organisation, consent, turns, ended_at, retention_days, has_experience } = /** @type {import('./interview.js').Interview} */ (this.interview.interview);
                const count = turns.filter((turn) => ['received', 'transcribed', 'answered'].includes(turn.status)).length;
                return html`<div class="narrow stack-l">
                        <div><span class="trouble-sign" data-kind="ok">${icon('check')}</span>
                                <h1 tabindex="-1">${t('end.title', { name: candidate.name })}</h1>
                                <p class="lead">${count > 0 ? t('end.lead_answers', { count }) : t('end.lead')}</p></div>
                        <div class="card stack">
                                <h2>${t('end.next_title')}</h2>
                                <ol class="stack">
                                        <li>${t('end.next_1')} ${consent?.ai_evaluation ? '' : t('end.next_1_person')}</li>
                                        <li>${organisation ? t('end.next_2', { name: organisation }) : t('end.next_2_unknown')}</li>
                                        <li>${t('end.next_3')}</li>
                                        ${ended_at ? html`<li>${t('end.next_4', { until: dateTime(new Date(Date.parse(ended_at) + DAY_MS).toISOString()) })}</li>` : nothing}
                                        ${ended_at && retention_days ? html`<li>${t('end.next_5', { date: date(Date.parse(ended_at) + retention_days * DAY_MS) })}</li>` : nothing}
                                </ol>
                                <div class="actions"><a class="button" data-kind="primary" href="/me/">${icon('headphones')} ${t('end.recordings')}</a></div>
                                <p class="muted small">${t('end.close')}</p>
                        </div>
                        <div class="card"><ear-experience .isGiven=${has_experience === true}></ear-experience></div>
                        <section class="stack" aria-labelledby="other-ways"><h2 id="other-ways">${t('requests.title_after')}</h2>
                                <ear-requests .kinds=${['human_review']}></ear-requests></section>
                </div>`;
        }
}

customElements.define('ear-end', End);
