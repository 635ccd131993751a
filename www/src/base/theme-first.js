// Runs before the first paint, as a blocking script, so that a chosen theme never flashes in after the other one.
// The choice itself is made in theme.js.
try {
        const chosen = localStorage.getItem('earshot-theme');
        if (chosen === 'light' || chosen === 'dark')
                document.documentElement.dataset.theme = chosen;
} catch {
        // Storage can be forbidden; the system's theme then holds.
}
