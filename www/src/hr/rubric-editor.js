// The criteria that answers are judged by: names, weights, what a listener would notice, four worded levels. What the numbers
// come to is said while they are typed.
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { EarElement } from '../base/element.js';
import { currentLocale, t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { areaField, describedBy, selectField, textField } from '../components/field.js';
import { announce } from '../components/status.js';
import { grip } from './order.js';
import { moved } from './places.js';
import { DIMENSIONS, LEVEL_STARTS, MOST, levelOf, newCriterion, newIndicator, percentsOf, pointsOf, scoreOf, sharesOf } from './rubric-model.js';
import { choicesOf } from './words.js';

/** @typedef {import('./rubric-model.js').DraftCriterion} DraftCriterion */
/** @typedef {import('./rubric-model.js').DraftIndicator} DraftIndicator */

const LEVEL_NAMES = ['below', 'partly', 'meets', 'exceeds'];

/** @param {number} number */
const figure = (number) => new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: 3 }).format(number);

/** @param {string} text */
const oneLine = (text) => text.replace(/\s*\n\s*/g, ' ');

/** "Exceeds", or where a level begins if it is not one of the four. @param {import('./rubric-model.js').Level[]} levels @param {number} at */
const levelName = (levels, at) => levels.length === LEVEL_STARTS.length && levels.every(({ from }, place) => from === LEVEL_STARTS[place])
        ? t(`hr.level.${LEVEL_NAMES[at]}`) : '';

/** @fires CustomEvent<DraftCriterion[]> criteria */
export class RubricEditor extends EarElement {
        static properties = { criteria: { attribute: false }, errors: { attribute: false }, open: { state: true }, heard: { state: true } };

        constructor() {
                super();
                /** @type {DraftCriterion[]} */
                this.criteria = [];
                /** @type {Record<string, string>} */
                this.errors = {};
                /** The criteria that are unfolded, by id. @type {Set<number>} */
                this.open = new Set();
                /** The indicators that are ticked to try the arithmetic, by id. @type {Set<number>} */
                this.heard = new Set();
        }

        /** An error may lie in a criterion that is folded. @param {Map<string, unknown>} changed */
        willUpdate(changed) {
                if (!changed.has('errors'))
                        return;
                const wrong = Object.keys(this.errors).map((id) => /^rubric-(\d+)/.exec(id)?.[1]).filter(Boolean)
                        .map((at) => this.criteria[Number(at)]?.id).filter(Boolean);
                if (wrong.length > 0)
                        this.open = new Set([...this.open, ...wrong]);
        }

        /** @param {DraftCriterion[]} criteria */
        become(criteria) {
                this.criteria = criteria;
                this.dispatchEvent(new CustomEvent('criteria', { detail: criteria }));
        }

        /** @param {number} at @param {Partial<DraftCriterion>} change */
        edit(at, change) {
                this.become(this.criteria.map((criterion, index) => index === at ? { ...criterion, ...change } : criterion));
        }

        /** @param {number} at @param {number} place @param {Partial<DraftIndicator>} change */
        editIndicator(at, place, change) {
                this.edit(at, { indicators: this.criteria[at].indicators.map((indicator, index) => index === place ? { ...indicator, ...change } : indicator) });
        }

        add() {
                const criterion = newCriterion(LEVEL_NAMES.map((name) => t(`hr.rubric.new_${name}`)));
                this.open = new Set([...this.open, criterion.id]);
                this.become([...this.criteria, criterion]);
                this.focusOn(`#rubric-${this.criteria.length - 1}-name`);
        }

        /** @param {number} at */
        takeOut(at) {
                this.become(this.criteria.filter((_, index) => index !== at));
                announce(t('hr.rubric.removed', { number: at + 1 }));
                this.focusOn(this.criteria.length > 0 ? `#criterion-${this.criteria[Math.min(at, this.criteria.length - 1)].id} .fold` : '#criterion-add');
        }

        /** @param {number} from @param {number} to @param {'up' | 'down' | ''} button */
        move(from, to, button = '') {
                const { id } = this.criteria[from];
                this.become(moved(this.criteria, from, to));
                announce(t('hr.rubric.moved', { from: from + 1, to: to + 1 }));
                const isAtEnd = button === 'up' ? to === 0 : to === this.criteria.length - 1;
                if (button)
                        this.focusOn(`#criterion-${id}-${isAtEnd ? (button === 'up' ? 'down' : 'up') : button}`);
        }

        /** @param {number} at */
        addIndicator(at) {
                const { indicators } = this.criteria[at];
                this.edit(at, { indicators: [...indicators, newIndicator()] });
                this.focusOn(`#rubric-${at}-indicators-${indicators.length}-text`);
        }

        /** @param {number} at @param {number} place */
        takeOutIndicator(at, place) {
                const indicators = this.criteria[at].indicators.filter((_, index) => index !== place);
                this.edit(at, { indicators });
                announce(t('hr.rubric.indicator_removed', { number: place + 1 }));
                this.focusOn(indicators.length > 0 ? `#rubric-${at}-indicators-${Math.min(place, indicators.length - 1)}-text` : `#rubric-${at}-indicators`);
        }

        /** @param {number} id @param {boolean} isHeard */
        tick(id, isHeard) {
                const heard = new Set(this.heard);
                if (isHeard)
                        heard.add(id);
                else
                        heard.delete(id);
                this.heard = heard;
        }

        /** @param {number} at @param {number} place */
        indicator(at, place) {
                const { id, text, points } = this.criteria[at].indicators[place];
                const name = `rubric-${at}-indicators-${place}`;
                const error = this.errors[`${name}-text`] ?? this.errors[`${name}-key`] ?? this.errors[`${name}-points`];
                return html`<li class="indicator">
                        <input class="tick" type="checkbox" .checked=${this.heard.has(id)} aria-label=${t('hr.rubric.tick', { text: text || String(place + 1) })}
                                @change=${(/** @type {Event} */ event) => this.tick(id, /** @type {HTMLInputElement} */ (event.target).checked)}>
                        <textarea class="input grow" rows="1" id="${name}-text" .value=${text} maxlength=${MOST.text} aria-label=${t('hr.rubric.indicator', { number: place + 1 })}
                                aria-invalid=${this.errors[`${name}-text`] ? 'true' : nothing} aria-describedby=${describedBy(name, { error })}
                                @input=${(/** @type {InputEvent} */ event) => this.editIndicator(at, place, { text: oneLine(/** @type {HTMLTextAreaElement} */ (event.target).value) })}></textarea>
                        <input class="input amount" id="${name}-points" .value=${points} inputmode="decimal" aria-label=${t('hr.rubric.points_of', { number: place + 1 })}
                                aria-invalid=${this.errors[`${name}-points`] ? 'true' : nothing} aria-describedby=${describedBy(name, { error })} autocomplete="off"
                                @input=${(/** @type {InputEvent} */ event) => this.editIndicator(at, place, { points: /** @type {HTMLInputElement} */ (event.target).value })}>
                        <button type="button" class="icon-button" aria-label=${t('hr.rubric.remove_indicator', { number: place + 1 })}
                                title=${t('hr.rubric.remove_indicator', { number: place + 1 })} @click=${() => this.takeOutIndicator(at, place)}>${icon('x')}</button>
                        ${error ? html`<p class="field-error" id="${name}-error">${icon('circle-alert')} ${error}</p>` : nothing}
                </li>`;
        }

        /** What the ticked indicators would come to. @param {DraftCriterion} criterion */
        trial({ indicators, levels }) {
                const score = scoreOf(indicators, this.heard);
                const level = levelOf(levels, score);
                if (score === null || !level)
                        return html`<p class="trial muted small">${t('hr.rubric.try')}</p>`;
                const name = levelName(levels, levels.indexOf(level));
                return html`<p class="trial small" role="status"><strong>${name ? `${name} · ` : nothing}${t('hr.rubric.trial', { score: figure(score) })}</strong> ${level.text}</p>`;
        }

        /** @param {number} at */
        indicators(at) {
                const { indicators } = this.criteria[at];
                const id = `rubric-${at}-indicators`;
                return html`<fieldset class="indicators" id=${id} tabindex="-1" aria-describedby="${id}-hint">
                        <legend>${t('hr.rubric.indicators')}</legend>
                        <p class="hint" id="${id}-hint">${t('hr.rubric.indicators_hint')}</p>
                        ${this.errors[id] ? html`<p class="field-error">${icon('circle-alert')} ${this.errors[id]}</p>` : nothing}
                        ${indicators.length > 0 ? html`<div class="indicator-head small muted" aria-hidden="true"><span>${t('hr.rubric.heard')}</span>
                                <span>${t('hr.rubric.noticed')}</span><span>${t('hr.rubric.points')}</span></div>` : nothing}
                        <ol class="indicator-list" role="list">${repeat(indicators, (indicator) => indicator.id, (_, place) => this.indicator(at, place))}</ol>
                        <p class="sum small">${t('hr.rubric.points_sum', { points: figure(pointsOf(indicators)), count: indicators.length })}</p>
                        ${this.trial(this.criteria[at])}
                        ${indicators.length < MOST.indicators ? html`<div><button type="button" class="button small-button" @click=${() => this.addIndicator(at)}>
                                ${icon('plus')} ${t('hr.rubric.add_indicator')}</button></div>` : nothing}
                </fieldset>`;
        }

        /** @param {number} at */
        levels(at) {
                const { levels } = this.criteria[at];
                if (levels.length === 0)
                        return nothing;
                return html`<fieldset class="levels"><legend>${t('hr.rubric.levels')}</legend>
                        <p class="hint">${t('hr.rubric.levels_hint')}</p>
                        <div class="level-fields">${levels.map(({ from, text }, place) => areaField({ id: `rubric-${at}-levels-${place}-text`, value: text, rows: 2, longest: MOST.text,
                                label: levelName(levels, place) ? t('hr.rubric.level_from', { level: levelName(levels, place), from: figure(from) })
                                        : t('hr.rubric.from', { from: figure(from) }),
                                error: this.errors[`rubric-${at}-levels-${place}-text`] ?? this.errors[`rubric-${at}-levels-${place}-from`],
                                onInput: (value) => this.edit(at, { levels: levels.map((level, index) => index === place ? { ...level, text: value } : level) }) }))}</div>
                </fieldset>`;
        }

        /** @param {DraftCriterion} criterion @param {number} at */
        buttons(criterion, at) {
                const number = at + 1;
                const button = (/** @type {'up' | 'down' | 'remove'} */ name, /** @type {import('../base/icons.js').IconName} */ drawing, /** @type {boolean} */ isOff,
                        /** @type {() => void} */ press) => html`<button type="button" class="icon-button" id="criterion-${criterion.id}-${name}"
                                aria-label=${t(`hr.rubric.${name}`, { number })} title=${t(`hr.rubric.${name}`, { number })} ?disabled=${isOff} @click=${press}>${icon(drawing)}</button>`;
                return html`<div class="icon-buttons">
                        ${grip({ list: '.criterion-cards', at, onMove: (to) => this.move(at, to) })}
                        ${button('up', 'arrow-up', at === 0, () => this.move(at, at - 1, 'up'))}
                        ${button('down', 'arrow-down', at === this.criteria.length - 1, () => this.move(at, at + 1, 'down'))}
                        ${button('remove', 'trash-2', false, () => this.takeOut(at))}</div>`;
        }

        /** @param {DraftCriterion} criterion @param {number} at @param {number | null} percent */
        card(criterion, at, percent) {
                const id = `rubric-${at}`;
                const isOpen = this.open.has(criterion.id);
                return html`<li class="criterion-card" id="criterion-${criterion.id}">
                        <div class="criterion-head">
                                <h3><button type="button" class="fold" aria-expanded=${String(isOpen)} aria-controls="${id}-body" @click=${() => this.fold(criterion.id)}>
                                        ${icon(isOpen ? 'chevron-down' : 'chevron-right')}<span class="fold-name">${criterion.name || t('hr.rubric.unnamed', { number: at + 1 })}</span>
                                        <span class="fold-more">${t(`hr.dimension.${criterion.dimension}`)} · ${t('hr.rubric.points_short', { count: criterion.indicators.length,
                                                points: figure(pointsOf(criterion.indicators)) })}</span>
                                        <span class="share">${percent === null ? '–' : t('hr.rubric.percent', { percent })}</span></button></h3>
                                ${this.buttons(criterion, at)}
                        </div>
                        <div class="criterion-body" id="${id}-body" ?hidden=${!isOpen}>${isOpen ? html`
                                <div class="criterion-first">
                                        ${textField({ id: `${id}-name`, label: t('hr.rubric.name'), value: criterion.name, isRequired: true, longest: MOST.name,
                                                error: this.errors[`${id}-name`] ?? this.errors[`${id}-key`], onInput: (name) => this.edit(at, { name }) })}
                                        ${selectField({ id: `${id}-dimension`, label: t('hr.rubric.dimension'), value: criterion.dimension, error: this.errors[`${id}-dimension`],
                                                choices: choicesOf(DIMENSIONS, 'hr.dimension'), onInput: (dimension) => this.edit(at, { dimension }) })}
                                        ${textField({ id: `${id}-weight`, label: t('hr.rubric.weight'), value: criterion.weight, isRequired: true,
                                                error: this.errors[`${id}-weight`], onInput: (weight) => this.edit(at, { weight }) })}
                                </div>
                                ${areaField({ id: `${id}-description`, label: t('hr.rubric.description'), value: criterion.description, rows: 2, longest: MOST.text,
                                        error: this.errors[`${id}-description`], onInput: (description) => this.edit(at, { description }) })}
                                ${this.indicators(at)}${this.levels(at)}` : nothing}
                        </div>
                </li>`;
        }

        /** @param {number} id */
        fold(id) {
                const open = new Set(this.open);
                if (!open.delete(id))
                        open.add(id);
                this.open = open;
        }

        render() {
                const percents = percentsOf(sharesOf(this.criteria));
                const whole = percents.reduce((/** @type {number} */ sum, percent) => sum + (percent ?? 0), 0);
                return html`${this.errors.rubric ? html`<p class="field-error" id="rubric-error">${icon('circle-alert')} ${this.errors.rubric}</p>` : nothing}
                <div class="share-bar" aria-hidden="true">${percents.map((percent, at) => html`<span class="share-part" data-at=${at % 6}
                        .style=${/** @type {any} */ (`flex-grow: ${percent ?? 0}`)}></span>`)}</div>
                <ol class="criterion-cards" role="list">${repeat(this.criteria, (criterion) => criterion.id, (criterion, at) => this.card(criterion, at, percents[at]))}</ol>
                <p class="sum small">${t('hr.rubric.weights_sum', { percent: whole, count: this.criteria.length })}</p>
                ${this.criteria.length < MOST.criteria ? html`<div class="actions"><button type="button" class="button" id="criterion-add" @click=${() => this.add()}>
                        ${icon('plus')} ${t('hr.rubric.add')}</button></div>` : html`<p class="muted small">${t('hr.rubric.most', { count: MOST.criteria })}</p>`}`;
        }
}

customElements.define('hr-rubric-editor', RubricEditor);
