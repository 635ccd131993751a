// The landing page is plain HTML; only the choice of colours needs a script.
import '../components/words.js';
import '../components/theme-switch.js';
