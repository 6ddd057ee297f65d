// What a script says, in the language of the page. The phrases stand here in English; where the book is in another language,
// assets.py puts those of its catalogue, and the rule of its plurals, before the script that says them.
function _(message, values = {}, form = 0) {
  const said = window.pageMessages?.[message]?.[form] ?? message;
  return said.replace(/%\((\w+)\)s/g, (whole, name) => values[name]);
}
function ngettext(one, many, number, values) {
  return window.pageMessages?.[one] ? _(one, values, window.pagePlural(number)) : _(number === 1 ? one : many, values);
}
