/* What the build makes of imports that are not JavaScript: see build.mjs. */
declare module '*.svg' {
        const drawing: import('lit').SVGTemplateResult;
        export default drawing;
}
declare module 'locales:*' {
        const catalogue: import('./base/i18n.js').Catalogue;
        export default catalogue;
}
