// The OpenAPI document as the page needs it: references followed, calls in their groups, types in words.
import { t } from '../base/i18n.js';

/** @typedef {Record<string, any>} Schema */
/** @typedef {{method: string, path: string, operation: Record<string, any>}} Call */

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'];

export class ApiDocument {
        /** @param {Record<string, any>} source */
        constructor(source) {
                this.source = source;
        }

        /** What a reference points at, with what stands beside it; anything else as it is.
         *  @param {any} value @returns {any} */
        follow(value) {
                if (!value?.$ref)
                        return value;
                const { $ref, ...beside } = value;
                const names = $ref.slice(2).split('/').map((/** @type {string} */ name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
                const found = names.reduce((/** @type {any} */ at, /** @type {string} */ name) => at?.[name], this.source);
                return { ...this.follow(found), ...beside };
        }

        /** The groups in their order, each with its calls that fit the text. @param {string} text */
        groups(text) {
                const wanted = text.trim().toLowerCase();
                const calls = Object.entries(this.source.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method])
                        .map((method) => /** @type {Call} */ ({ method, path, operation: item[method] })));
                const fits = (/** @type {Call} */ { method, path, operation }) =>
                        `${method} ${path} ${operation.operationId} ${operation.summary} ${operation.description ?? ''}`.toLowerCase().includes(wanted);
                return this.source.tags.map((/** @type {any} */ tag) => ({ name: tag.name, description: tag.description,
                        calls: calls.filter((call) => call.operation.tags.includes(tag.name) && fits(call)) }))
                        .filter((/** @type {any} */ group) => group.calls.length > 0);
        }

        /** The name of what a reference points at. @param {Schema} schema */
        nameOf(schema) {
                return schema.$ref?.split('/').at(-1) ?? '';
        }

        /** Without the null that it may be. @param {Schema} schema @returns {{schema: Schema, isNullable: boolean}} */
        withoutNull(schema) {
                if (schema?.oneOf?.some((/** @type {Schema} */ one) => one.type === 'null')) {
                        const [rest] = schema.oneOf.filter((/** @type {Schema} */ one) => one.type !== 'null');
                        return { schema: rest, isNullable: true };
                }
                if (Array.isArray(schema?.type) && schema.type.includes('null') && schema.type.length > 1) {
                        const [type] = schema.type.filter((/** @type {string} */ one) => one !== 'null');
                        return { schema: { ...schema, type }, isNullable: true };
                }
                return { schema, isNullable: false };
        }

        /** Its kind and its bounds in words: "text (date-time) or null". @param {Schema} given @returns {string} */
        typeOf(given) {
                const followed = this.follow(given);
                const { schema: bare, isNullable } = this.withoutNull(followed);
                const schema = this.follow(bare);
                const name = this.nameOf(bare) || this.nameOf(given);
                let words = schema.type === 'array' ? t('docs.list_of', { item: this.typeOf(schema.items ?? {}) })
                        : schema.properties ? name || t('docs.object') : schema.type ?? (schema.oneOf ? t('docs.any_of') : '');
                if (schema.format)
                        words += ` (${schema.format})`;
                if ('const' in schema)
                        words = JSON.stringify(schema.const);
                if (schema.enum)
                        words = t('docs.one_of', { values: schema.enum.map((/** @type {unknown} */ one) => JSON.stringify(one)).join(', ') });
                return isNullable && !schema.enum ? t('docs.or', { first: words, second: t('docs.null') }) : words;
        }

        /** @param {Schema} given @returns {string[]} */
        boundsOf(given) {
                const schema = this.follow(this.withoutNull(this.follow(given)).schema);
                /** @type {[string, any][]} */
                const bounds = [['docs.from', schema.minimum], ['docs.more_than', schema.exclusiveMinimum], ['docs.to', schema.maximum],
                        ['docs.longest', schema.maxLength], ['docs.default', schema.default]];
                return bounds.filter(([key, value]) => value !== undefined && !(key === 'docs.from' && value === 0)).map(([key, value]) => t(key, { value: String(value) }));
        }

        /** The schemas whose fields are listed below a value: its own, those of a list's items, or each of several.
         *  @param {Schema} given @returns {{name: string, schema: Schema}[]} */
        partsOf(given) {
                const { schema: bare } = this.withoutNull(this.follow(given));
                const schema = this.follow(bare);
                if (schema?.type === 'array')
                        return this.partsOf(schema.items ?? {});
                if (schema?.properties)
                        return [{ name: this.nameOf(bare) || this.nameOf(given), schema }];
                return (schema?.oneOf ?? []).flatMap((/** @type {Schema} */ one) => this.partsOf(one));
        }
}
