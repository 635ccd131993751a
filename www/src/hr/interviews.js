// All interviews, filtered by status and posting. The filter stands in the address.
import { html, nothing } from 'lit';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { selectField } from '../components/field.js';
import { announce } from '../components/status.js';
import { interviewTable } from './interview-table.js';
import { List } from './list.js';
import { HrPage, Load, emptyState, loadFailed, pageHead, skeleton } from './page.js';
import { moreOf } from './postings.js';
import { STATUSES, choicesOf } from './words.js';

const MOST_POSTINGS = '200';

export class Interviews extends HrPage {
        constructor() {
                super();
                this.status = '';
                this.posting_id = '';
                /** @type {List<import('./client.js').Interview>} */
                this.list = new List(this, (cursor, signal) => this.site.client.interviews(
                        { status: this.status, posting_id: this.posting_id, cursor }, signal));
                /** @type {Load<import('./client.js').Page<import('./client.js').Posting>>} */
                this.postings = new Load(this, (signal) => this.site.client.postings({ limit: MOST_POSTINGS }, signal));
        }

        firstUpdated() {
                this.listen(this.site.router, 'change', () => this.readAddress());
                this.postings.run();
                this.readAddress();
        }

        async readAddress() {
                const { query, path } = this.site.router;
                if (!path.startsWith('/hr/interviews'))
                        return;
                const isFirst = !this.list.isReady;
                this.status = query.get('status') ?? '';
                this.posting_id = query.get('posting_id') ?? '';
                await this.list.start();
                if (!isFirst && !this.list.error)
                        announce(t('hr.interviews.found', { count: this.list.items.length }));
        }

        /** @param {'status' | 'posting_id'} name @param {string} value */
        filter(name, value) {
                const query = new URLSearchParams(this.site.router.query);
                if (value)
                        query.set(name, value);
                else
                        query.delete(name);
                this.site.router.go(query.size > 0 ? `/hr/interviews?${query}` : '/hr/interviews', { isReplacing: true });
        }

        filters() {
                const postings = this.postings.value?.items ?? [];
                return html`<div class="filters">
                        ${selectField({ id: 'filter-status', label: t('hr.interviews.status'), value: this.status,
                                choices: [{ value: '', label: t('hr.interviews.any_status') }, ...choicesOf(STATUSES, 'hr.status')],
                                onInput: (value) => this.filter('status', value) })}
                        ${selectField({ id: 'filter-posting', label: t('hr.interviews.posting'), value: this.posting_id,
                                choices: [{ value: '', label: t('hr.interviews.any_posting') },
                                        ...postings.map(({ id, title }) => ({ value: id, label: title }))],
                                onInput: (value) => this.filter('posting_id', value) })}
                </div>`;
        }

        inviteLink() {
                return this.site.session.canChange ? html`<a class="button" data-kind="primary" href="/hr/interviews/new">
                        ${icon('user-plus')} ${t('hr.invite.action')}</a>` : nothing;
        }

        body() {
                const { list } = this;
                if (!list.isReady)
                        return list.error ? loadFailed(list.error, () => list.start()) : html`<div aria-busy="true">${skeleton(5)}</div>`;
                if (list.items.length > 0)
                        return html`<div aria-busy=${String(list.isBusy)}>${interviewTable(list.items, { hasPosting: true })}</div>${moreOf(list)}`;
                if (this.status || this.posting_id)
                        return emptyState('search', t('hr.interviews.none_title'), t('hr.interviews.none_text'),
                                html`<a class="button" href="/hr/interviews">${t('hr.interviews.show_all')}</a>`);
                return emptyState('users', t('hr.interviews.empty_title'), t('hr.interviews.empty_text'), this.inviteLink());
        }

        render() {
                const isEmpty = this.list.isReady && this.list.items.length === 0 && !this.status && !this.posting_id;
                return html`<div class="stack-l">${pageHead({
                        title: t('hr.interviews.title'),
                        actions: isEmpty ? nothing : this.inviteLink(),
                })}${isEmpty ? nothing : this.filters()}${this.body()}</div>`;
        }
}

customElements.define('hr-interviews', Interviews);
