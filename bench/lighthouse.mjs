// Measures a page in the browser that listens on a port, and prints the report: node lighthouse.mjs URL PORT
// Lighthouse's own command line would stay for four seconds after each run, until its connections time out.
import lighthouse from "lighthouse";

const [url, port] = process.argv.slice(2);
const result = await lighthouse(url, {
  port: Number(port),
  output: "json",
  logLevel: "error",
  onlyCategories: ["performance", "accessibility", "best-practices", "seo"],
  disableFullPageScreenshot: true, // a second of every run, and no measure
});
process.stdout.write(result.report, () => process.exit());
