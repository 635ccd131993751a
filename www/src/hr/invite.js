// A new interview: whom, for which posting, until when. Its link is shown once.
import { html, nothing } from 'lit';
import { dateTime } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { confirmDialog } from '../components/dialog.js';
import { selectField, textField } from '../components/field.js';
import { notice } from '../components/notice.js';
import { toast } from '../components/status.js';
import { CreateKey } from './client.js';
import { askToLeave, errorSummary, errorsOf } from './form.js';
import { HrPage, Load, emptyState, pageHead, skeleton } from './page.js';

const USUAL_DAYS = 14;
const DAY_MS = 86_400_000;

/** A moment as <input type="datetime-local"> wants it, in the reader's zone. @param {Date} moment */
function localInput(moment) {
        const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
        return local.toISOString().slice(0, 16);
}

/** The end of the day, so many days from now. */
function usualEnd() {
        const end = new Date(Date.now() + USUAL_DAYS * DAY_MS);
        end.setHours(23, 59, 0, 0);
        return localInput(end);
}

/** @type {Record<string, string>} */
const CONTROLS = { 'candidate-name': 'name', 'candidate-email': 'email', 'expires_at': 'expires_at', 'posting_id': 'posting_id' };

export class Invite extends HrPage {
        static properties = { posting_id: { state: true }, name: { state: true }, email: { state: true }, expires_at: { state: true },
                errors: { state: true }, isBusy: { state: true }, made: { state: true } };

        constructor() {
                super();
                this.posting_id = '';
                this.name = '';
                this.email = '';
                this.expires_at = usualEnd();
                /** @type {Record<string, string>} */
                this.errors = {};
                this.isBusy = false;
                this.key = new CreateKey();
                /** @type {{id: string, invite_url: string} | null} */
                this.made = null;
                /** @type {Load<import('./client.js').Posting[]>} */
                this.postings = new Load(this, async (signal) => (await this.site.client.postings({ limit: '200' }, signal)).items);
        }

        async firstUpdated() {
                await this.postings.run();
                const wanted = this.site.router.query.get('posting_id');
                this.posting_id = this.postings.value?.find(({ id }) => id === wanted)?.id ?? this.postings.value?.[0]?.id ?? '';
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.site.router.guard = null;
        }

        /** @param {Partial<Pick<Invite, 'posting_id' | 'name' | 'email' | 'expires_at'>>} change */
        edit(change) {
                Object.assign(this, change);
                this.site.router.guard = this.name || this.email ? askToLeave : null;
        }

        check() {
                /** @type {Record<string, string>} */
                const errors = {};
                if (!this.name.trim())
                        errors['candidate-name'] = t('hr.form.needed');
                if (this.email.trim() && !/^\S+@\S+$/.test(this.email.trim()))
                        errors['candidate-email'] = t('hr.invite.email_wrong');
                if (!this.expires_at || new Date(this.expires_at) <= new Date())
                        errors.expires_at = t('hr.invite.expires_wrong');
                return errors;
        }

        /** @param {SubmitEvent} event */
        async submit(event) {
                event.preventDefault();
                if (this.isBusy)
                        return;
                this.errors = this.check();
                if (Object.keys(this.errors).length > 0)
                        return this.focusOn('#errors');
                this.isBusy = true;
                const email = this.email.trim();
                const body = { posting_id: this.posting_id, candidate: { name: this.name.trim(), ...email ? { email } : {} },
                        expires_at: new Date(this.expires_at).toISOString() };
                try {
                        this.made = await this.site.client.invite(body, this.key);
                        this.site.router.guard = () => confirmDialog({ title: t('hr.invite.leave_title'), body: t('hr.invite.leave_text'),
                                confirm: t('hr.invite.leave'), cancel: t('hr.form.stay') });
                        this.hasArrived = false;
                        this.wasFirst = false;
                } catch (error) {
                        this.errors = errorsOf(error, (field) => ['name', 'email'].includes(field) ? `candidate.${field}` : field);
                        this.focusOn('#errors');
                }
                this.isBusy = false;
        }

        async copy() {
                const input = /** @type {HTMLInputElement} */ (this.querySelector('#invite-url'));
                try {
                        await navigator.clipboard.writeText(input.value);
                        toast(t('hr.invite.copied'));
                        this.site.router.guard = null;
                } catch {
                        input.select();
                        toast(t('hr.invite.copy_by_hand'));
                }
        }

        again() {
                this.made = null;
                this.key = new CreateKey();
                this.name = this.email = '';
                this.hasArrived = false;
        }

        form() {
                const postings = this.postings.value ?? [];
                if (postings.length === 0)
                        return emptyState('briefcase', t('hr.invite.no_posting_title'), t('hr.invite.no_posting_text'),
                                html`<a class="button" data-kind="primary" href="/hr/postings/new">${icon('plus')} ${t('hr.postings.create')}</a>`);
                return html`<form class="card stack-l" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
                        ${errorSummary(this.errors, (id) => CONTROLS[id] ? t(`hr.invite.${CONTROLS[id]}`) : id)}
                        ${selectField({ id: 'posting_id', label: t('hr.invite.posting_id'), value: this.posting_id, error: this.errors.posting_id,
                                choices: postings.map(({ id, title }) => ({ value: id, label: title })), onInput: (posting_id) => this.edit({ posting_id }) })}
                        ${textField({ id: 'candidate-name', label: t('hr.invite.name'), value: this.name, error: this.errors['candidate-name'], longest: 200,
                                hint: t('hr.invite.name_hint'), isRequired: true, onInput: (name) => this.edit({ name }) })}
                        ${textField({ id: 'candidate-email', label: t('hr.invite.email'), type: 'email', value: this.email, hint: t('hr.invite.email_hint'),
                                error: this.errors['candidate-email'], onInput: (email) => this.edit({ email }) })}
                        ${textField({ id: 'expires_at', label: t('hr.invite.expires_at'), type: 'datetime-local', value: this.expires_at, isRequired: true,
                                hint: t('hr.invite.expires_hint', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
                                error: this.errors.expires_at, onInput: (expires_at) => this.edit({ expires_at }) })}
                        <div class="actions"><button class="button" data-kind="primary" aria-disabled=${String(this.isBusy)}>${t('hr.invite.create')}</button>
                                <a class="button" href=${this.posting_id ? `/hr/postings/${this.posting_id}` : '/hr/interviews'}>${t('common.cancel')}</a></div>
                </form>`;
        }

        /** @param {{id: string, invite_url: string}} made */
        link(made) {
                const url = new URL(made.invite_url, location.origin).href;
                const posting = this.postings.value?.find(({ id }) => id === this.posting_id);
                const letter = `mailto:${encodeURIComponent(this.email.trim())}?subject=${encodeURIComponent(t('hr.invite.mail_subject',
                        { title: posting?.title ?? '' }))}&body=${encodeURIComponent(t('hr.invite.mail_body', { name: this.name.trim(),
                        title: posting?.title ?? '', url, time: dateTime(new Date(this.expires_at).toISOString()) }))}`;
                return html`<section class="card stack-l">
                        ${notice('warn', html`<p><strong>${t('hr.invite.once')}</strong></p><p>${t('hr.invite.once_text')}</p>`)}
                        <div class="field"><label for="invite-url">${t('hr.invite.link')}</label>
                                <input class="input mono" id="invite-url" readonly .value=${url}
                                        @focus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()}></div>
                        <div class="actions"><button type="button" class="button" data-kind="primary" @click=${() => this.copy()}>${icon('copy')} ${t('hr.invite.copy')}</button>
                                <a class="button" href=${letter} @click=${() => { this.site.router.guard = null; }}>${icon('mail')} ${t('hr.invite.mail')}</a></div>
                        <p class="muted">${t('hr.invite.until', { time: dateTime(new Date(this.expires_at).toISOString()) })}</p>
                </section>
                <div class="actions"><button type="button" class="button" @click=${() => this.again()}>${icon('user-plus')} ${t('hr.invite.again')}</button>
                        <a class="button" href="/hr/postings/${this.posting_id}">${t('hr.invite.to_posting')}</a></div>`;
        }

        render() {
                const posting = this.postings.value?.find(({ id }) => id === this.posting_id);
                return html`<div class="stack-l form-page narrow-form">${pageHead({
                        back: posting ? { href: `/hr/postings/${posting.id}`, label: posting.title } : { href: '/hr/interviews', label: t('hr.nav.interviews') },
                        title: this.made ? t('hr.invite.made', { name: this.name.trim() }) : t('hr.invite.title'),
                        line: this.made ? nothing : t('hr.invite.lead'),
                })}${this.made ? this.link(this.made) : this.postings.show(() => this.form(), skeleton(6))}</div>`;
        }
}

customElements.define('hr-invite', Invite);
