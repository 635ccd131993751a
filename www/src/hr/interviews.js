// All interviews, filtered, searched and sorted. What is asked for stands in the address.
import { html, nothing } from 'lit';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { selectField } from '../components/field.js';
import { announce } from '../components/status.js';
import { SORTS, interviewTable } from './interview-table.js';
import { List } from './list.js';
import { HrPage, Load, emptyState, loadFailed, pageHead, skeleton } from './page.js';
import { moreOf } from './postings.js';
import { NEEDS, STATUSES, choicesOf } from './words.js';

const MOST_POSTINGS = '200';
/** So long after the last key the list is searched. */
const SEARCH_AFTER_MS = 300;

/** What can be asked for, as the address names it. */
const NAMES = /** @type {const} */ (['status', 'posting_id', 'need', 'q', 'sort']);
/** @typedef {typeof NAMES[number]} Name */

export class Interviews extends HrPage {
        constructor() {
                super();
                /** @type {Record<Name, string>} */
                this.wanted = { status: '', posting_id: '', need: '', q: '', sort: '' };
                this.searchTimer = 0;
                /** @type {List<import('./client.js').Interview>} */
                this.list = new List(this, (cursor, signal) => this.site.client.interviews({ ...this.wanted, cursor }, signal));
                /** @type {Load<import('./client.js').Page<import('./client.js').Posting>>} */
                this.postings = new Load(this, (signal) => this.site.client.postings({ limit: MOST_POSTINGS }, signal));
        }

        firstUpdated() {
                this.listen(this.site.router, 'change', () => this.readAddress());
                this.postings.run();
                this.readAddress();
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                clearTimeout(this.searchTimer);
        }

        async readAddress() {
                const { query, path } = this.site.router;
                if (!path.startsWith('/hr/interviews'))
                        return;
                const isFirst = !this.list.isReady;
                for (const name of NAMES)
                        this.wanted[name] = query.get(name) ?? '';
                await this.list.start();
                if (!isFirst && !this.list.error)
                        announce(t('hr.interviews.found', { count: this.list.items.length }));
        }

        get isFiltered() {
                const { status, posting_id, need, q } = this.wanted;
                return Boolean(status || posting_id || need || q);
        }

        /** @param {Name} name @param {string} value */
        filter(name, value) {
                this.site.router.choose({ [name]: value });
        }

        /** @param {InputEvent} event */
        search(event) {
                const { value } = /** @type {HTMLInputElement} */ (event.target);
                clearTimeout(this.searchTimer);
                this.searchTimer = setTimeout(() => this.filter('q', value.trim()), SEARCH_AFTER_MS);
        }

        filters() {
                const postings = this.postings.value?.items ?? [];
                const { status, posting_id, need, q, sort } = this.wanted;
                return html`<search class="filters">
                        <div class="field search-field"><label for="filter-q">${t('hr.interviews.look')}</label>
                                <div class="search">${icon('search')}<input class="input" type="search" id="filter-q" .value=${q} autocomplete="off" maxlength="200"
                                        @input=${(/** @type {InputEvent} */ event) => this.search(event)}></div></div>
                        ${selectField({ id: 'filter-need', label: t('hr.interviews.need'), value: need,
                                choices: [{ value: '', label: t('hr.interviews.any_need') }, ...choicesOf(NEEDS, 'hr.home')], onInput: (value) => this.filter('need', value) })}
                        ${selectField({ id: 'filter-status', label: t('hr.interviews.status'), value: status,
                                choices: [{ value: '', label: t('hr.interviews.any_status') }, ...choicesOf(STATUSES, 'hr.status')],
                                onInput: (value) => this.filter('status', value) })}
                        ${selectField({ id: 'filter-posting', label: t('hr.interviews.posting'), value: posting_id,
                                choices: [{ value: '', label: t('hr.interviews.any_posting') },
                                        ...postings.map(({ id, title }) => ({ value: id, label: title }))],
                                onInput: (value) => this.filter('posting_id', value) })}
                        <div class="sort-field">${selectField({ id: 'filter-sort', label: t('hr.sort.order'), value: sort || SORTS[0],
                                choices: [...new Set([...SORTS, ...sort ? [sort] : []])].map((value) => ({ value, label: t(`hr.sort.${value}`) })),
                                onInput: (value) => this.filter('sort', value === SORTS[0] ? '' : value) })}</div>
                </search>`;
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
                        return html`<div aria-busy=${String(list.isBusy)}>${interviewTable(list.items, { hasPosting: true, sort: this.wanted.sort || SORTS[0],
                                onSort: (sort) => this.filter('sort', sort === SORTS[0] ? '' : sort) })}</div>${moreOf(list)}`;
                if (this.isFiltered)
                        return emptyState('search', t('hr.interviews.none_title'), t('hr.interviews.none_text'),
                                html`<a class="button" href="/hr/interviews">${t('hr.interviews.show_all')}</a>`);
                return emptyState('users', t('hr.interviews.empty_title'), t('hr.interviews.empty_text'), this.inviteLink());
        }

        render() {
                const isEmpty = this.list.isReady && this.list.items.length === 0 && !this.isFiltered;
                return html`<div class="stack-l">${pageHead({
                        title: t('hr.interviews.title'),
                        actions: isEmpty ? nothing : this.inviteLink(),
                })}${isEmpty ? nothing : this.filters()}${this.body()}</div>`;
        }
}

customElements.define('hr-interviews', Interviews);
