// What candidates ask a person for: more time, a person instead, a review, deletion. Each is answered once.
import { html } from 'lit';
import { t } from '../base/i18n.js';
import { selectField } from '../components/field.js';
import { List } from './list.js';
import { HrPage, emptyState, loadFailed, pageHead, skeleton } from './page.js';
import { moreOf } from './postings.js';
import { answerRequest, requestCards } from './request-cards.js';
import { choicesOf } from './words.js';

const STATES = ['open', 'done', 'declined'];

export class Requests extends HrPage {
        constructor() {
                super();
                this.state = 'open';
                /** @type {List<import('./client.js').Request>} */
                this.list = new List(this, (cursor, signal) => this.site.client.requests({ state: this.state, cursor }, signal));
        }

        firstUpdated() {
                this.listen(this.site.router, 'change', () => this.readAddress());
                this.readAddress();
        }

        readAddress() {
                const { path, query } = this.site.router;
                if (!path.startsWith('/hr/requests'))
                        return;
                this.state = query.get('state') ?? 'open';
                this.list.start();
        }

        /** @param {string} state */
        choose(state) {
                this.site.router.go(state === 'open' ? '/hr/requests' : `/hr/requests?state=${state}`, { isReplacing: true });
        }

        /** @param {import('./client.js').Request} request */
        async answer(request) {
                const answered = await answerRequest(this.site.client, request);
                if (!answered)
                        return;
                this.list.items = this.list.items.map((one) => one.id === answered.id ? answered : one);
                this.requestUpdate();
                this.site.client.today('').catch(() => {});
                this.focusOn('h1');
        }

        body() {
                const { list } = this;
                if (!list.isReady)
                        return list.error ? loadFailed(list.error, () => list.start()) : html`<div aria-busy="true">${skeleton(4)}</div>`;
                if (list.items.length === 0)
                        return emptyState('mail', t(`hr.requests.none_${this.state || 'any'}`), t('hr.requests.none_text'));
                return html`${requestCards(list.items, { hasInterview: true, canAnswer: this.site.session.canChange, onAnswer: (request) => this.answer(request) })}${moreOf(list)}`;
        }

        render() {
                return html`<div class="stack-l">${pageHead({ title: t('hr.requests.title'), line: t('hr.requests.lead') })}
                        <div class="filters">${selectField({ id: 'filter-state', label: t('hr.requests.state'), value: this.state, onInput: (state) => this.choose(state),
                                choices: [...choicesOf(STATES, 'hr.request'), { value: '', label: t('hr.requests.any') }] })}</div>
                        ${this.body()}</div>`;
        }
}

customElements.define('hr-requests', Requests);
