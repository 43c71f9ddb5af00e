// What the pages do beyond plain links and forms. Each part stands alone and knows no domain.
import "./script/requests.js";
import "./script/connection.js";
import "./script/theme.js";
import "./script/menus.js";
import "./script/search-field.js";
import "./script/keep-scroll.js";
import "./script/edit-in-place.js";
import "./script/undo-bar.js";
import "./script/drop-file.js";
import "./script/rows-keys.js";
import "./script/selection.js";
import "./script/copy.js";
import "./script/hover-card.js";
import "./script/forms.js";
import "./script/several.js";
