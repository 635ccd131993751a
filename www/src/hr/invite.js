// New interviews: whom, for which posting, when. One candidate, or a list of them. Links are shown once.
import { html, nothing } from 'lit';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { confirmDialog } from '../components/dialog.js';
import { selectField, textField } from '../components/field.js';
import { CreateKey } from './client.js';
import { isEmail } from './csv.js';
import { askToLeave, errorSummary, errorsOf } from './form.js';
import { linkBox } from './invitation-link.js';
import './invite-many.js';
import { usualEnd } from './moments.js';
import { HrPage, Load, emptyState, pageHead, skeleton } from './page.js';

/** @type {Record<string, string>} */
const CONTROLS = { 'candidate-name': 'name', 'candidate-email': 'email', 'expires_at': 'expires_at', 'scheduled_at': 'scheduled_at', 'posting_id': 'posting_id' };

export class Invite extends HrPage {
        static properties = { posting_id: { state: true }, name: { state: true }, email: { state: true }, expires_at: { state: true }, scheduled_at: { state: true },
                errors: { state: true }, isBusy: { state: true }, made: { state: true }, isMany: { state: true }, isSettled: { state: true } };

        constructor() {
                super();
                this.posting_id = '';
                this.name = '';
                this.email = '';
                this.expires_at = usualEnd();
                this.scheduled_at = '';
                this.isMany = false;
                /** Links of a list are being made or were: what they share is settled. */
                this.isSettled = false;
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
                const { router } = this.site;
                this.isMany = router.query.has('many');
                this.listen(router, 'change', () => { this.isMany = router.query.has('many'); });
                await this.postings.run();
                const wanted = router.query.get('posting_id');
                this.posting_id = this.postings.value?.find(({ id }) => id === wanted)?.id ?? this.postings.value?.[0]?.id ?? '';
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.site.router.guard = null;
        }

        get posting() {
                return this.postings.value?.find(({ id }) => id === this.posting_id);
        }

        /** @param {Partial<Invite>} change */
        edit(change) {
                Object.assign(this, change);
                this.site.router.guard = this.name || this.email ? askToLeave : null;
        }

        /** What is wrong with what all invitations share. */
        checkTerms() {
                /** @type {Record<string, string>} */
                const errors = {};
                if (!(Date.parse(this.expires_at) > Date.now()))
                        errors.expires_at = t('hr.invite.expires_wrong');
                if (this.scheduled_at && !(Date.parse(this.scheduled_at) < Date.parse(this.expires_at)))
                        errors.scheduled_at = t('hr.invite.scheduled_wrong');
                return errors;
        }

        terms() {
                return { posting_id: this.posting_id, expires_at: new Date(this.expires_at).toISOString(),
                        ...this.scheduled_at ? { scheduled_at: new Date(this.scheduled_at).toISOString() } : {} };
        }

        /** For a list of candidates; null where something has to be put right first. */
        termsForMany() {
                this.errors = this.checkTerms();
                if (Object.keys(this.errors).length === 0)
                        return this.terms();
                this.focusOn('#errors');
                return null;
        }

        /** @param {SubmitEvent} event */
        async submit(event) {
                event.preventDefault();
                if (this.isBusy || this.isMany)
                        return;
                const email = this.email.trim();
                this.errors = { ...this.name.trim() ? {} : { 'candidate-name': t('hr.form.needed') },
                        ...email && !isEmail(email) ? { 'candidate-email': t('hr.invite.email_wrong') } : {}, ...this.checkTerms() };
                if (Object.keys(this.errors).length > 0)
                        return this.focusOn('#errors');
                this.isBusy = true;
                try {
                        this.made = await this.site.client.invite({ ...this.terms(), candidate: { name: this.name.trim(), ...email ? { email } : {} } }, this.key);
                        this.guardLinks(true);
                        this.hasArrived = false;
                        this.wasFirst = false;
                } catch (error) {
                        this.errors = errorsOf(error, (field) => ['name', 'email'].includes(field) ? `candidate.${field}` : field);
                        this.focusOn('#errors');
                }
                this.isBusy = false;
        }

        /** @param {boolean} areUnkept links that are nowhere but on this page */
        guardLinks(areUnkept) {
                this.site.router.guard = areUnkept ? () => confirmDialog({ title: t('hr.invite.leave_title'), body: t('hr.invite.leave_text'),
                        confirm: t('hr.invite.leave'), cancel: t('hr.form.stay') }) : null;
        }

        again() {
                this.made = null;
                this.key = new CreateKey();
                this.name = this.email = '';
                this.hasArrived = false;
                this.site.router.guard = null;
        }

        modes() {
                const at = this.posting_id ? `posting_id=${this.posting_id}` : '';
                const one = (/** @type {boolean} */ isMany, /** @type {string} */ key) => html`<a href="/hr/interviews/new?${[at, isMany ? 'many=1' : ''].filter(Boolean).join('&')}"
                        aria-current=${this.isMany === isMany ? 'true' : nothing}>${t(key)}</a>`;
                return html`<nav class="modes" aria-label=${t('hr.invite.modes')}>${one(false, 'hr.invite.one')}${one(true, 'hr.invite.many')}</nav>`;
        }

        shared() {
                const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
                return html`${selectField({ id: 'posting_id', label: t('hr.invite.posting_id'), value: this.posting_id, error: this.errors.posting_id,
                                choices: (this.postings.value ?? []).map(({ id, title }) => ({ value: id, label: title })), onInput: (posting_id) => this.edit({ posting_id }) })}
                        <div class="columns">
                                ${textField({ id: 'scheduled_at', label: t('hr.invite.scheduled_at'), type: 'datetime-local', value: this.scheduled_at,
                                        hint: t('hr.invite.scheduled_hint', { zone }), error: this.errors.scheduled_at, onInput: (scheduled_at) => this.edit({ scheduled_at }) })}
                                ${textField({ id: 'expires_at', label: t('hr.invite.expires_at'), type: 'datetime-local', value: this.expires_at, isRequired: true,
                                        hint: t('hr.invite.expires_hint', { zone }), error: this.errors.expires_at, onInput: (expires_at) => this.edit({ expires_at }) })}
                        </div>`;
        }

        form() {
                if ((this.postings.value ?? []).length === 0)
                        return emptyState('briefcase', t('hr.invite.no_posting_title'), t('hr.invite.no_posting_text'),
                                html`<a class="button" data-kind="primary" href="/hr/postings/new">${icon('plus')} ${t('hr.postings.create')}</a>`);
                return html`${this.isSettled ? nothing : this.modes()}<form class="card stack-l" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
                        ${errorSummary(this.errors, (id) => CONTROLS[id] ? t(`hr.invite.${CONTROLS[id]}`) : id)}
                        ${this.isSettled ? nothing : this.shared()}
                        ${this.isMany ? html`<hr-invite-many .client=${this.site.client} .terms=${() => this.termsForMany()} .title=${this.posting?.title ?? ''}
                                        @unkept=${(/** @type {CustomEvent<boolean>} */ event) => {
                                                this.isSettled = true;
                                                this.guardLinks(event.detail);
                                        }}></hr-invite-many>` : html`
                        ${textField({ id: 'candidate-name', label: t('hr.invite.name'), value: this.name, error: this.errors['candidate-name'], longest: 200,
                                hint: t('hr.invite.name_hint'), isRequired: true, onInput: (name) => this.edit({ name }) })}
                        ${textField({ id: 'candidate-email', label: t('hr.invite.email'), type: 'email', value: this.email, hint: t('hr.invite.email_hint'),
                                error: this.errors['candidate-email'], onInput: (email) => this.edit({ email }) })}
                        <div class="actions"><button class="button" data-kind="primary" aria-disabled=${String(this.isBusy)}>${t('hr.invite.create')}</button>
                                <a class="button" href=${this.posting_id ? `/hr/postings/${this.posting_id}` : '/hr/interviews'}>${t('common.cancel')}</a></div>`}
                </form>`;
        }

        /** @param {{id: string, invite_url: string}} made */
        link(made) {
                return html`<section class="card stack-l">${linkBox({ url: new URL(made.invite_url, location.origin).href, name: this.name.trim(), email: this.email.trim(),
                                title: this.posting?.title ?? '', until: new Date(this.expires_at).toISOString() }, () => this.guardLinks(false))}</section>
                <div class="actions"><button type="button" class="button" @click=${() => this.again()}>${icon('user-plus')} ${t('hr.invite.again')}</button>
                        <a class="button" href="/hr/postings/${this.posting_id}">${t('hr.invite.to_posting')}</a></div>`;
        }

        render() {
                const { posting } = this;
                return html`<div class="stack-l form-page">${pageHead({
                        back: posting ? { href: `/hr/postings/${posting.id}`, label: posting.title } : { href: '/hr/interviews', label: t('hr.nav.interviews') },
                        title: this.made ? t('hr.invite.made', { name: this.name.trim() }) : t('hr.invite.title'),
                        line: this.made ? nothing : t('hr.invite.lead'),
                })}${this.made ? this.link(this.made) : this.postings.show(() => this.form(), skeleton(6))}</div>`;
        }
}

customElements.define('hr-invite', Invite);
