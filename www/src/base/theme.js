// Which theme holds: light, dark, or what the system says. What is drawn on canvas listens to THEME_CHANGED.

export const THEME_CHANGED = 'earshot-theme-changed';
const KEY = 'earshot-theme';

/** @typedef {'light' | 'dark' | 'system'} Theme */

/** @returns {Theme} */
export function currentTheme() {
        const theme = document.documentElement.dataset.theme;
        return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** @param {Theme} theme */
export function chooseTheme(theme) {
        if (theme === 'system')
                delete document.documentElement.dataset.theme;
        else
                document.documentElement.dataset.theme = theme;
        try {
                localStorage.setItem(KEY, theme);
        } catch {
                // The choice then lasts as long as the page.
        }
        window.dispatchEvent(new Event(THEME_CHANGED));
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => window.dispatchEvent(new Event(THEME_CHANGED)));
