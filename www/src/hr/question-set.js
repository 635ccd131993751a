// The questions that are asked word for word, in order: add, change, move by buttons, remove.
import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { areaField, selectField, textField } from '../components/field.js';
import { announce } from '../components/status.js';
import { grip } from './order.js';
import { moved } from './places.js';
import { DIFFICULTIES, choicesOf } from './words.js';

/** @typedef {{key: number, text: string, competency: string, difficulty: string, expected: string}} DraftQuestion */

/** As many as the server takes. */
const MOST = 50;

let lastKey = 0;

/** @param {import('./client.js').Question} question @returns {DraftQuestion} */
export const draftQuestion = ({ text, competency, difficulty, expected }) => ({ key: ++lastKey, text, competency: competency ?? '',
        difficulty: difficulty ?? 'medium', expected: (expected ?? []).join('\n') });

/** @fires CustomEvent<DraftQuestion[]> questions */
export class QuestionSet extends EarElement {
        static properties = { questions: { attribute: false }, errors: { attribute: false }, difficulty: { attribute: false } };

        constructor() {
                super();
                /** @type {DraftQuestion[]} */
                this.questions = [];
                /** @type {Record<string, string>} */
                this.errors = {};
                /** What a new question begins with. */
                this.difficulty = 'medium';
        }

        /** @param {DraftQuestion[]} questions */
        become(questions) {
                this.questions = questions;
                this.dispatchEvent(new CustomEvent('questions', { detail: questions }));
        }

        /** @param {number} at @param {Partial<DraftQuestion>} change */
        edit(at, change) {
                this.become(this.questions.map((question, index) => index === at ? { ...question, ...change } : question));
        }

        add() {
                this.become([...this.questions, draftQuestion({ text: '', competency: '', difficulty: this.difficulty, expected: [] })]);
                this.focusOn(`#question_set-${this.questions.length - 1}-text`);
        }

        /** @param {number} at */
        takeOut(at) {
                this.become(this.questions.filter((_, index) => index !== at));
                announce(t('hr.questions.removed', { number: at + 1 }));
                this.focusOn(this.questions.length > 0 ? `#question_set-${Math.min(at, this.questions.length - 1)}-text` : '#question-add');
        }

        /** @param {number} from @param {number} to @param {'up' | 'down' | ''} [button] */
        move(from, to, button = '') {
                const { key } = this.questions[from];
                this.become(moved(this.questions, from, to));
                announce(t('hr.questions.moved', { from: from + 1, to: to + 1 }));
                const isAtEnd = button === 'up' ? to === 0 : to === this.questions.length - 1;
                if (button)
                        this.focusOn(`#question-${key}-${isAtEnd ? (button === 'up' ? 'down' : 'up') : button}`);
        }

        /** @param {DraftQuestion} question @param {number} at */
        card(question, at) {
                const id = `question_set-${at}`;
                const number = at + 1;
                const button = (/** @type {string} */ name, /** @type {import('../base/icons.js').IconName} */ drawing,
                        /** @type {boolean} */ isOff, /** @type {() => void} */ press) => html`<button type="button" class="icon-button"
                                id="question-${question.key}-${name}" aria-label=${t(`hr.questions.${name}`, { number })}
                                title=${t(`hr.questions.${name}`, { number })} ?disabled=${isOff} @click=${press}>${icon(drawing)}</button>`;
                return html`<li class="question-card" aria-label=${t('hr.questions.number', { number })}>
                        <div class="question-head"><h3>${t('hr.questions.number', { number })}</h3><div class="icon-buttons">
                                ${grip({ list: '.question-cards', at, onMove: (to) => this.move(at, to) })}
                                ${button('up', 'arrow-up', at === 0, () => this.move(at, at - 1, 'up'))}
                                ${button('down', 'arrow-down', at === this.questions.length - 1, () => this.move(at, at + 1, 'down'))}
                                ${button('remove', 'trash-2', false, () => this.takeOut(at))}</div></div>
                        ${areaField({ id: `${id}-text`, label: t('hr.questions.text'), value: question.text, rows: 2, error: this.errors[`${id}-text`],
                                isRequired: true, onInput: (text) => this.edit(at, { text }) })}
                        <div class="columns">
                                ${textField({ id: `${id}-competency`, label: t('hr.questions.competency'), value: question.competency,
                                        error: this.errors[`${id}-competency`], onInput: (competency) => this.edit(at, { competency }) })}
                                ${selectField({ id: `${id}-difficulty`, label: t('hr.field.difficulty'), value: question.difficulty,
                                        error: this.errors[`${id}-difficulty`], choices: choicesOf(DIFFICULTIES, 'hr.difficulty'),
                                        onInput: (difficulty) => this.edit(at, { difficulty }) })}
                        </div>
                        ${areaField({ id: `${id}-expected`, label: t('hr.questions.expected'), hint: t('hr.questions.expected_hint'), rows: 3,
                                value: question.expected, error: this.errors[`${id}-expected`], onInput: (expected) => this.edit(at, { expected }) })}
                </li>`;
        }

        render() {
                return html`${this.questions.length > 0 ? html`<ol class="question-cards" role="list">
                                ${repeat(this.questions, (question) => question.key, (question, at) => this.card(question, at))}</ol>`
                        : html`<p class="muted">${t('hr.questions.none')}</p>`}
                <div class="actions"><button type="button" class="button" id="question-add" ?disabled=${this.questions.length >= MOST} @click=${() => this.add()}>
                        ${icon('plus')} ${t('hr.questions.add')}</button></div>`;
        }
}

customElements.define('hr-question-set', QuestionSet);
