// A form for one call, and the answer that came.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { areaField, field, selectField, textField } from '../components/field.js';
import { notice } from '../components/notice.js';
import { addressOf, laidOut, send } from './call.js';
import { code, folded } from './schema.js';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'multipart/form-data';

export class DocsTry extends EarElement {
        static properties = {
                document: { attribute: false }, method: { attribute: false }, path: { attribute: false }, operation: { attribute: false },
                token: { attribute: false }, errors: { state: true }, answer: { state: true }, isSending: { state: true }, hasFailed: { state: true },
        };

        constructor() {
                super();
                /** @type {import('./document.js').ApiDocument | null} */
                this.document = null;
                this.method = '';
                this.path = '';
                /** @type {Record<string, any>} */
                this.operation = {};
                this.token = '';
                /** What was typed or chosen, by the control's name. @type {Map<string, string>} */
                this.values = new Map();
                /** @type {Map<string, File>} */
                this.files = new Map();
                /** @type {Record<string, string>} */
                this.errors = {};
                /** @type {import('./call.js').Answer | null} */
                this.answer = null;
                this.isSending = false;
                this.hasFailed = false;
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.forget();
        }

        forget() {
                if (this.answer?.url)
                        URL.revokeObjectURL(this.answer.url);
                this.answer = null;
        }

        get parameters() {
                return (this.operation.parameters ?? []).map((/** @type {any} */ one) => this.document?.follow(one));
        }

        get media() {
                return this.operation.requestBody?.content ?? {};
        }

        /** The kinds of answer that can be asked for, where there are several. @returns {string[]} */
        get accepted() {
                const types = Object.keys(this.document?.follow(this.operation.responses['200'])?.content ?? {});
                return types.length > 1 ? types : [];
        }

        idOf(/** @type {string} */ name) {
                return `${this.operation.operationId}-${name}`;
        }

        typed(/** @type {string} */ name) {
                return this.values.get(name) ?? '';
        }

        set(/** @type {string} */ name, /** @type {string} */ value) {
                this.values.set(name, value);
        }

        get bodyText() {
                return this.values.get('body') ?? JSON.stringify(this.media[JSON_TYPE].example ?? {}, null, 2);
        }

        /** What is wrong with the form, by control. @returns {Record<string, string>} */
        problems() {
                /** @type {Record<string, string>} */
                const errors = {};
                for (const { name, required } of this.parameters)
                        if (required && this.typed(name).trim() === '')
                                errors[name] = t('docs.try.missing');
                if (this.media[JSON_TYPE])
                        try {
                                JSON.parse(this.bodyText);
                        } catch (error) {
                                errors.body = t('docs.try.bad_json', { reason: /** @type {Error} */ (error).message });
                        }
                return errors;
        }

        form() {
                const form = new FormData();
                for (const name of Object.keys(this.document?.follow(this.media[FORM_TYPE].schema).properties ?? {})) {
                        const file = this.files.get(name);
                        if (file)
                                form.append(name, file);
                        else if (this.typed(`form-${name}`) !== '')
                                form.append(name, this.typed(`form-${name}`));
                }
                return form;
        }

        /** @param {SubmitEvent} event */
        async submit(event) {
                event.preventDefault();
                this.errors = this.problems();
                const [first] = Object.keys(this.errors);
                if (first)
                        return this.focusOn(`#${CSS.escape(this.idOf(first))}`);
                if (this.isSending)
                        return;
                const given = this.parameters.map((/** @type {any} */ one) => ({ name: one.name, in: one.in, value: this.typed(one.name).trim() }));
                /** @type {Record<string, string>} */
                const headers = Object.fromEntries(given.filter((/** @type {any} */ one) => one.in === 'header' && one.value !== '')
                        .map((/** @type {any} */ one) => [one.name, one.value]));
                if (this.token)
                        headers.Authorization = `Bearer ${this.token}`;
                if (this.accepted.length > 0)
                        headers.Accept = this.typed('accept') || this.accepted[0];
                if (this.media[JSON_TYPE])
                        headers['Content-Type'] = JSON_TYPE;
                const body = this.media[JSON_TYPE] ? this.bodyText : this.media[FORM_TYPE] ? this.form() : undefined;
                this.forget();
                this.isSending = true;
                this.hasFailed = false;
                try {
                        await send(this.method, addressOf(this.path, given), { headers, body, signal: this.leaving.signal },
                                (answer) => { this.answer = { ...answer }; });
                } catch {
                        this.hasFailed = true;
                } finally {
                        this.isSending = false;
                }
        }

        parameter(/** @type {any} */ { name, schema, description, required }) {
                const choices = this.document?.follow(schema).enum;
                const shared = { id: this.idOf(name), label: name, hint: description, error: this.errors[name], value: this.typed(name),
                        onInput: (/** @type {string} */ value) => this.set(name, value) };
                return choices ? selectField({ ...shared, choices: ['', ...choices].map((value) => ({ value, label: value || '–' })) })
                        : textField({ ...shared, isRequired: required });
        }

        partField(/** @type {string} */ name, /** @type {any} */ schema) {
                const id = this.idOf(`form-${name}`);
                if (!schema.contentMediaType)
                        return areaField({ id, label: name, hint: schema.description, value: this.typed(`form-${name}`), rows: 3,
                                onInput: (value) => this.set(`form-${name}`, value) });
                return field({ id, label: name, hint: schema.description, control: html`<input class="input file" type="file" id=${id} aria-describedby="${id}-hint"
                        @change=${(/** @type {Event} */ event) => this.choose(name, /** @type {HTMLInputElement} */ (event.target).files?.[0])}>` });
        }

        choose(/** @type {string} */ name, /** @type {File | undefined} */ file) {
                if (file)
                        this.files.set(name, file);
                else
                        this.files.delete(name);
        }

        body(/** @type {import('./call.js').Answer} */ answer) {
                if (answer.url)
                        return answer.type.startsWith('audio/') ? html`<audio controls src=${answer.url}></audio>`
                                : html`<p><a href=${answer.url} download="answer">${t('docs.try.download')}</a></p>`;
                if (answer.text !== '')
                        return code(answer.isWhole ? laidOut(answer.text, answer.type) : answer.text);
                return answer.isWhole ? html`<p class="muted">${t('docs.try.empty')}</p>` : nothing;
        }

        render() {
                const form = this.media[FORM_TYPE];
                const { answer } = this;
                return html`<form class="stack" novalidate @submit=${this.submit}>
                        ${this.parameters.map((/** @type {any} */ one) => this.parameter(one))}
                        ${this.media[JSON_TYPE] ? areaField({ id: this.idOf('body'), label: t('docs.try.body'), value: this.bodyText, rows: 8, error: this.errors.body,
                                onInput: (value) => this.set('body', value) }) : nothing}
                        ${form ? Object.entries(this.document?.follow(form.schema).properties).map(([name, schema]) => this.partField(name, schema)) : nothing}
                        ${this.accepted.length > 0 ? selectField({ id: this.idOf('accept'), label: t('docs.try.accept'), value: this.typed('accept') || this.accepted[0],
                                choices: this.accepted.map((value) => ({ value, label: value })), onInput: (value) => this.set('accept', value) }) : nothing}
                        ${['get', 'head'].includes(this.method) ? nothing : html`<p class="small muted">${t('docs.try.changes')}</p>`}
                        <div class="actions"><button class="button" data-kind="primary" aria-disabled=${this.isSending ? 'true' : nothing}>
                                ${icon('send')}${t(this.isSending ? 'docs.try.sending' : 'docs.try.send')}</button></div>
                </form>
                <div class="answer stack">
                        <p role="status" class="answer-line">${answer ? html`<span class="pill" data-kind=${answer.status < 400 ? 'ok' : 'warn'}>${answer.status}</span>
                                ${t('docs.try.status', { status: answer.statusText, duration: answer.duration_ms })}` : nothing}</p>
                        ${this.hasFailed ? notice('error', html`<p>${t('docs.try.failed')}</p>`) : nothing}
                        ${answer ? html`${folded(t('docs.try.headers'), () => code(answer.headers.map(([name, value]) => `${name}: ${value}`).join('\n')))}${this.body(answer)}` : nothing}
                </div>`;
        }
}

customElements.define('docs-try', DocsTry);
