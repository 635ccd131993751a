// Thanks, what happens next, and the way to one's own recordings.
import { html } from 'lit';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';

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
        }

        render() {
                const { candidate, organisation, consent, turns } = /** @type {import('./interview.js').Interview} */ (this.interview.interview);
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
                                </ol>
                                <div class="actions"><a class="button" data-kind="primary" href="/me/">${icon('headphones')} ${t('end.recordings')}</a></div>
                                <p class="muted small">${t('end.close')}</p>
                        </div>
                </div>`;
        }
}

customElements.define('ear-end', End);
