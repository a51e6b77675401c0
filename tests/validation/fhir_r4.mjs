// Reads a JSON list of FHIR R4 resources; writes, for each, what the npm package `fhir` finds wrong with it.
import fs from 'node:fs';
import fhir from 'fhir';

const checker = new fhir.Fhir();
const faults = (resource) =>
  checker
    .validate(resource, { errorOnUnexpected: true })
    .messages.filter((message) => ['error', 'fatal'].includes(message.severity))
    .map((message) => `${message.location}: ${message.message}`);
process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0)).map(faults)));
