// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Shows the findings that stand in the page: lists them by subsystem, filters them, and opens each with its path, the
 * source on it and a picture of its calls. Names and source are only ever made text; what is not open is not made.
 */
"use strict";

const report = JSON.parse(document.getElementById("report").textContent);
const byId = (id) => document.getElementById(id);

/* ---- elements ---- */

/* PROPERTIES: attributes; CHILDREN: elements, or what becomes text. */
function fill(element, properties, children) {
	for (const [name, value] of Object.entries(properties))
		if (value !== null && value !== undefined)
			element.setAttribute(name, value);
	element.append(...children.filter((child) => child !== null));
	return element;
}

const make = (tag, properties, ...children) => fill(document.createElement(tag), properties, children);
const draw = (tag, properties, ...children) =>
	fill(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);

const number = (n) => n.toLocaleString("en");
const count = (n, one, many = one + "s") => `${number(n)} ${n === 1 ? one : many}`;

/* ---- names of files ---- */

/* The directory that all files with absolute names have in common. */
function commonRoot(files) {
	const absolute = files.filter((file) => file.startsWith("/")).map((file) => file.split("/").slice(0, -1));
	let n = 0;

	while (absolute.length && absolute.every((names) => n < names.length && names[n] === absolute[0][n]))
		n++;
	return absolute.length ? absolute[0].slice(0, n).join("/") + "/" : "/";
}

const root = commonRoot(report.groups.map((group) => group.place.file || ""));

function shortName(file) {
	if (!file)
		return "unknown file";
	return root !== "/" && file.startsWith(root) ? file.slice(root.length) : file;
}

const placeText = (place) => `${shortName(place.file)}:${place.line}`;

/* The first two directories: "drivers/net". */
function subsystem(group) {
	const absolute = shortName(group.place.file).startsWith("/") ? "/" : "";
	const names = shortName(group.place.file).split("/").filter(Boolean).slice(0, -1);

	return absolute + names.slice(0, 2).join("/") || "top directory";
}

/* ---- a finding's parts ---- */

/* How a step is coloured. Its words say the same. */
function stepClass(step, before) {
	if (step.kind === "call")
		return step.effect ? "end" : null;
	if (step.kind !== "change")
		return null;
	return level(step) < before ? "lower" : "raise";
}

/* The count that a step leaves, as far as its words have one number. */
function level(step) {
	const found = /becomes (\d+)( below)?/.exec(step.effect || "");

	return found ? Number(found[1]) * (found[2] ? -1 : 1) : 0;
}

/* The path's steps, each with its class. */
function classified(path) {
	let before = 0;

	return path.map((step) => {
		const kind = stepClass(step, before);

		if (step.kind === "change")
			before = level(step);
		return { ...step, class: kind };
	});
}

/* The text of a step, its effect set apart where it ends with that. */
function stepWords(step) {
	if (!step.effect || !step.text.endsWith(step.effect))
		return [step.text];
	return [step.text.slice(0, -step.effect.length), make("span", { class: "effect" }, step.effect)];
}

/* The lines around a place, AROUND before and behind it, that its own one marked. */
function quote(place, around) {
	const lines = report.sources[place.file] || {};
	const code = make("code", {});

	for (let n = place.line - around; n <= place.line + around; n++) {
		if (lines[n] === undefined)
			continue;
		const cells = [make("span", { class: "number" }, String(n)), make("span", {}, lines[n] + "\n")];

		code.append(...(n === place.line ? cells.map((cell) => make("mark", { class: cell.className }, ...cell.childNodes)) : cells));
	}
	return code.childNodes.length ? make("pre", { class: "code" }, code) : null;
}

function pathList(group) {
	const list = make("ol", { class: "path" });

	for (const step of classified(group.path)) {
		const item = make("li", { class: step.class }, make("p", {}, ...stepWords(step)),
				  make("span", { class: "place" }, placeText(step.place)), quote(step.place, 2));

		item.style.setProperty("--depth", step.depth);
		list.append(item);
	}
	return list;
}

/* ---- the picture ---- */

/*
 * The functions of a path from top to bottom, each with what it does to the count, and the call that leads to the next.
 * { name, file, class, notes: [{ line, text, class }], call: { line, given, text } }; the last has no call.
 */
function chain(path) {
	const boxes = [];

	for (const step of classified(path)) {
		const name = step.function || "initializer";
		let box = boxes.at(-1);

		if (!box || box.name !== name || box.call) {
			box = { name, file: shortName(step.place.file), notes: [], class: null, call: null };
			boxes.push(box);
		}
		if (step.kind === "call" || step.kind === "entry")
			box.call = { line: step.place.line, step };
		else
			box.notes.push({ line: step.place.line, class: step.class,
					 text: [step.callee, step.effect || step.text].filter(Boolean).join(": ") });
	}
	const end = boxes.at(-1)?.call?.step;

	if (end)
		boxes.push({ name: end.callee, file: "", notes: [], class: "end", call: null, effect: end.kind === "call" ? end.effect : null });
	boxes.slice(1).forEach((box, i) => nameCall(boxes[i].call, box));
	return boxes;
}

/* What there is to say of a call beside the line: through which pointer, or to whom the next function is given. */
function nameCall(call, next) {
	const { kind, callee, effect } = call.step;
	const rest = callee.startsWith(next.name) ? callee.slice(next.name.length).trim() : "";

	call.given = kind === "entry";
	call.text = [`line ${call.line}`, rest, call.given ? effect : null].filter(Boolean).join(", ");
}

const CHARACTER = 7.4, SMALL = 6.8, STEM = 16, INDENT = 76;

/* A box at Y with its lines of text, and corners as round as ROUND; returns its height. */
function drawBox(picture, x, y, lines, className, round) {
	const width = Math.max(...lines.map(([text, small]) => text.length * (small ? SMALL : CHARACTER))) + 20;
	const height = 10 + lines.length * 15;

	picture.append(draw("g", { class: className },
		draw("rect", { x: x + .5, y: y + .5, width, height, rx: round }),
		...lines.map(([text, small], i) => draw("text", { x: x + 10, y: y + 17 + i * 15, class: small ? "faint" : "name" }, text))));
	picture.width = Math.max(picture.width, x + width + 2);
	return height;
}

function drawNote(picture, y, note) {
	picture.append(draw("path", { d: `M${STEM} ${y + 14}H${INDENT}` }),
		       draw("text", { x: STEM + 6, y: y + 10, class: "faint" }, String(note.line)));
	drawBox(picture, INDENT, y, [[note.text, false]], note.class, 12);
	return y + 32;
}

function drawCall(picture, y, call) {
	picture.append(draw("text", { x: STEM + 10, y: y + 15, class: "faint" }, call.text),
		       draw("path", { class: "head", d: `M${STEM - 4} ${y + 17}h8l-4 7z` }));
	picture.width = Math.max(picture.width, STEM + 12 + call.text.length * SMALL);
	return y + 24;
}

/* One function, what it does and its call; returns where the next may stand. */
function drawFunction(picture, y, box, file) {
	const lines = [[box.name, false]];

	if (box.effect)
		lines.push([box.effect, false]);
	if (box.file && box.file !== file)
		lines.push([box.file, true]);
	let at = y + drawBox(picture, 0, y, lines, box.class, 4);
	const top = at;

	at += box.notes.length ? 8 : 0;
	for (const note of box.notes)
		at = drawNote(picture, at, note);
	const stem = box.call ? at + 18 : at - 18;

	if (box.call)
		at = drawCall(picture, at, box.call);
	if (at > top)
		picture.append(draw("path", { class: box.call && box.call.given ? "given" : null, d: `M${STEM} ${top + 1}V${stem}` }));
	return at;
}

function pictureText(boxes) {
	const words = (box) => [box.effect ? `${box.name} ${box.effect}` : box.name,
				...box.notes.map((note) => `line ${note.line}, ${note.text}`),
				...(box.call ? [`${box.call.text} leads to`] : [])].join("; ");

	return boxes.map(words).join(" ") + ".";
}

function picture(group) {
	const boxes = chain(group.path), id = `picture-${group.fingerprint}`;
	const parts = Object.assign(draw("g", {}), { width: 0 });
	let y = 0, file = "";

	for (const box of boxes) {
		y = drawFunction(parts, y, box, file);
		file = box.file;
	}
	const width = Math.ceil(parts.width), height = Math.ceil(y) + 2;

	return draw("svg", { role: "img", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-text`, width, height,
			     viewBox: `0 0 ${width} ${height}` },
		    draw("title", { id: `${id}-title` }, `Calls from ${boxes[0].name} to ${boxes.at(-1).name}`),
		    draw("desc", { id: `${id}-text` }, pictureText(boxes)), parts);
}

/* ---- a finding ---- */

/* ELEMENT, a <details>, gets what MAKE_BODY makes when it is opened first. */
function whenOpened(element, makeBody) {
	element.addEventListener("toggle", () => {
		if (element.open && element.childNodes.length === 1)
			element.append(makeBody());
	});
	return element;
}

/* There may be thousands. */
function otherPlaces(group) {
	const title = `${count(group.same_cause.length, "other place")} with the same cause`;

	return whenOpened(make("details", { class: "more" }, make("summary", {}, make("h4", {}, title))), () => otherList(group));
}

function otherList(group) {
	const list = make("ol", { class: "others" });

	for (const other of group.same_cause)
		list.append(make("li", {}, make("span", { class: "place" }, placeText(other.place)),
				 other.function ? ` in ${other.function}` : null, quote(other.place, 0)));
	return list;
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + ".";

function words(group) {
	const rule = report.rules[group.tag], suspect = group.suspect;

	return make("div", { class: "words" }, make("p", {}, sentence(group.expectation)),
		    group.help ? make("p", {}, make("strong", {}, "Help: "), sentence(group.help)) : null,
		    suspect ? make("p", {}, make("strong", {}, "Suspect: "), `${number(suspect.calls_like_this)} of the ${
			number(suspect.calls)} calls of '${suspect.function}' are like this, so it is more likely wrong than its callers.`) : null,
		    rule ? make("p", { class: "rule" }, `${rule.cause} ${rule.fix}`) : null,
		    make("p", { class: "link" }, make("a", { href: "#" + encodeURIComponent(group.fingerprint) }, "Link to this finding")));
}

function body(group) {
	return make("div", { class: "body" }, words(group),
		    group.path.length ? make("figure", { tabindex: 0, "aria-label": "Picture of the calls" }, picture(group)) : null,
		    make("div", { class: "steps" }, make("h4", {}, "Path"), group.path.length ? pathList(group) : quote(group.place, 2)),
		    group.same_cause.length ? otherPlaces(group) : null);
}

/*
 * The element of a finding; what is inside is made when it is opened first. Its name is not the one in the address: to
 * what has that a browser goes by itself, and takes the focus away from the line that follow() gives it to.
 */
function finding(group) {
	const element = make("details", { class: "finding", id: `finding-${group.fingerprint}` },
		make("summary", {}, make("h3", {}, group.message),
		     make("div", { class: "about" }, make("span", {}, make("span", { class: "place" }, placeText(group.place)),
							   group.function ? ` in ${group.function}` : null),
			  make("span", { class: `rank ${group.rank}` }, group.rank), make("span", {}, group.tag),
			  group.baseline ? make("span", {}, group.baseline) : null,
			  group.same_cause.length ? make("span", {}, `and ${count(group.same_cause.length, "more place")}`) : null)));

	return whenOpened(element, () => body(group));
}

/* ---- the list ---- */

/* What is searched of a finding, in lower case. */
function haystack(group) {
	const steps = group.path.flatMap((step) => [step.text, step.place.file]);
	const others = group.same_cause.flatMap((other) => [other.function, other.place.file]);

	return [group.fingerprint, group.tag, group.message, group.expectation, placeText(group.place), group.place.file,
		group.function, ...steps, ...others].join("\n").toLowerCase();
}

/* What can be chosen among: its title, and what a finding has of it, which may be nothing. */
const facets = [
	{ title: "Rank", of: (group) => group.rank },
	{ title: "Baseline", of: (group) => group.baseline },
	{ title: "Kind", of: (group) => group.tag },
	{ title: "Subsystem", of: subsystem },
];

const entries = report.groups.map((group) => ({
	group, element: finding(group), text: haystack(group), values: facets.map((facet) => facet.of(group)),
}));
const sections = new Map();

/* Subsystems stand in the order of their surest findings. */
function list() {
	for (const entry of entries) {
		const name = subsystem(entry.group);

		if (!sections.has(name)) {
			const id = `subsystem-${sections.size}`, shown = make("span", { class: "count" });

			sections.set(name, { shown, entries: [], element: make("section", { "aria-labelledby": id }, make("h2", { id }, name, shown)) });
		}
		sections.get(name).element.append(entry.element);
		sections.get(name).entries.push(entry);
	}
	byId("list").append(...[...sections.values()].map((section) => section.element));
}

/* ---- filters ---- */

function choice(facet, value, n) {
	return make("label", { class: "choice" }, make("input", { type: "checkbox", name: facet.title, value }), make("span", {}, value),
		    make("data", { value: n }, number(n)));
}

function tally(values) {
	const counts = new Map();

	for (const value of values.filter(Boolean))
		counts.set(value, (counts.get(value) || 0) + 1);
	return [...counts].sort(([a], [b]) => a < b ? -1 : 1);
}

/* No box that is ticked means all of them. */
function listFacets() {
	facets.forEach((facet, i) => {
		const choices = tally(entries.map((entry) => entry.values[i])).map(([value, n]) => choice(facet, value, n));

		if (choices.length)
			byId("facets").append(make("fieldset", {}, make("legend", {}, facet.title), make("div", { class: "choices" }, ...choices)));
	});
}

function chosen(facet) {
	const boxes = [...byId("filter").elements].filter((input) => input.name === facet.title);

	return new Set(boxes.filter((box) => box.checked).map((box) => box.value));
}

function applyFilter() {
	const wanted = facets.map(chosen), words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
	let n = 0;

	for (const entry of entries) {
		const fits = entry.values.every((value, i) => !wanted[i].size || wanted[i].has(value)) &&
			words.every((word) => entry.text.includes(word));

		entry.element.hidden = !fits;
		n += fits;
	}
	for (const section of sections.values()) {
		const shown = section.entries.filter((entry) => !entry.element.hidden).length;

		section.element.hidden = !shown;
		section.shown.textContent = number(shown);
	}
	const all = count(entries.length, "group") + " of findings";

	byId("matches").textContent = n === entries.length ? all : `${number(n)} of ${all}`;
}

function resetFilter() {
	byId("filter").reset();
	applyFilter();
}

/* ---- what is above ---- */

function summary() {
	const { definite, possible } = report.counts;
	const shown = new Set(report.groups.map((group) => group.rank));
	const hidden = possible.groups && !shown.has("possible") ? "; --report possible shows the possible ones" : "";

	byId("summary").textContent = `${count(definite.findings, "definite finding")} in ${count(definite.groups, "group")}, ${
		number(possible.findings)} possible in ${count(possible.groups, "group")}${hidden}`;
}

function countsTable() {
	const ranks = ["definite", "possible"];
	const tags = Object.keys(report.rules).filter((tag) => ranks.some((rank) => report.counts[rank].by_tag[tag]));
	const row = (rank) => make("tr", {}, make("th", { scope: "row" }, rank), ...tags.map((tag) =>
		make("td", {}, number(report.counts[rank].by_tag[tag] || 0))));

	if (tags.length)
		byId("counts").append(make("table", {}, make("caption", {}, "Findings, of all that were found"), make("thead", {},
			make("tr", {}, make("td", {}), ...tags.map((tag) => make("th", { scope: "col" }, tag)))),
			make("tbody", {}, ...ranks.map(row))));
}

/* ---- what is remembered ---- */

/* A browser may keep nothing for pages in files. */
function remembered(key, value) {
	try {
		if (value !== undefined)
			localStorage.setItem(`sleepwalk-${key}`, value);
		return localStorage.getItem(`sleepwalk-${key}`);
	} catch {
		return null;
	}
}

const themes = ["automatic", "dark", "light"];

function setTheme(theme) {
	document.documentElement.dataset.theme = theme;
	byId("theme").textContent = `Colours: ${theme}`;
}

function nextTheme() {
	const theme = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];

	setTheme(theme);
	remembered("theme", theme);
}

/* ---- keys and links ---- */

/* To the next (1) or previous (-1) finding that is shown. */
function move(by) {
	const shown = [...sections.values()].flatMap((section) => section.entries.map((entry) => entry.element))
		.filter((element) => !element.hidden);
	const at = shown.indexOf(document.activeElement.closest(".finding"));
	const next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by];

	if (next) {
		next.firstChild.focus({ preventScroll: true });
		next.scrollIntoView({ block: "nearest" });
	}
}

const characterKeys = { "/": () => byId("search").focus(), j: () => move(1), k: () => move(-1) };
const arrowKeys = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };

function onKey(event) {
	const target = event.target, typed = target.matches("input[type=search]");

	if (event.ctrlKey || event.altKey || event.metaKey)
		return;
	if (typed && event.key === "Escape" && target.value) {
		target.value = "";
		applyFilter();
	}
	const action = target.matches("summary") && arrowKeys[event.key] || !typed && byId("keys").checked && characterKeys[event.key];

	if (action) {
		event.preventDefault();
		action();
	}
}

/* Opens the finding that the address names. */
function follow() {
	let name;

	try {
		name = decodeURIComponent(location.hash.slice(1));
	} catch {
		return;
	}
	const entry = entries.find((candidate) => candidate.group.fingerprint === name);

	if (!entry)
		return;
	if (entry.element.hidden)
		resetFilter();
	entry.element.open = true;
	entry.element.firstChild.focus({ preventScroll: true });
	entry.element.scrollIntoView({ block: "start" });
}

function start() {
	setTheme(themes.includes(remembered("theme")) ? remembered("theme") : "automatic");
	summary();
	countsTable();
	list();
	listFacets();
	byId("keys").checked = remembered("keys") !== "off";
	applyFilter();
	byId("theme").addEventListener("click", nextTheme);
	byId("keys").addEventListener("change", () => remembered("keys", byId("keys").checked ? "on" : "off"));
	byId("filter").addEventListener("input", applyFilter);
	byId("filter").addEventListener("submit", (event) => event.preventDefault());
	byId("filter").addEventListener("reset", () => setTimeout(applyFilter));
	document.addEventListener("keydown", onKey);
	addEventListener("hashchange", follow);
	follow();
}

start();
