#!/usr/bin/env python3
"""Looks at the pages of a running node with a real browser (Debian's chromium, PyPI's selenium).

    browse.py ADDRESS INSTITUTION EVENT LATE_NODE SUSPENDED_ON DESIGNATED_ON CASE REGION

ADDRESS is a node's, EVENT a suspension of INSTITUTION as origin/index, which LATE_NODE does not apply
yet. When the board of the event is open and live, this prints one line, `board`; the caller then
lets LATE_NODE apply the event, and the board must show it without being loaded again. CASE is one that
waits for papers under a rule of REGION.

Exit status 0 when everything was seen; 1 with one sentence about what was not; 3 when the browser or
a package is missing. Nothing is waited for by sleeping, and nothing longer than a minute.
"""

import os
import shutil
import sys
import tempfile
import json
from urllib.parse import urlsplit

# What is looked at is on this machine; neither the driver nor the pages go through a proxy.
for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[name]

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError as error:
    print(f"browse: {error}; run `make test`", file=sys.stderr)
    sys.exit(3)


def fail(sentence):
    raise SystemExit(f"browse: {sentence}")


def start(profile):
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not driver:
        print("browse: chromium or chromium-driver is missing; run `make test`", file=sys.stderr)
        sys.exit(3)
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for word in (
        "headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "no-proxy-server",
        "disable-background-networking", "no-first-run", "lang=zh-CN", "window-size=1280,1600",
        f"user-data-dir={profile}",
    ):
        options.add_argument("--" + word)
    options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN,zh"})
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(driver))


class Visit:
    def __init__(self, driver, address):
        self.driver, self.address = driver, address
        self.host = urlsplit(address).netloc
        self.count = 0

    def open(self, path):
        self.driver.get(self.address + path)

    def until(self, what, condition):
        try:
            return WebDriverWait(self.driver, 60, poll_frequency=0.1).until(condition)
        except Exception as error:
            fail(f"{what}: {type(error).__name__} at {self.driver.current_url}")

    def script(self, text, *arguments):
        return self.driver.execute_script("return " + text, *arguments)

    def has(self, selector):
        found = self.until(
            f"there is no {selector}",
            lambda driver: [
                element for element in driver.find_elements(By.CSS_SELECTOR, selector)
                if element.text.strip()
            ])
        return found[0]

    def is_in(self, language):
        tag = self.script("document.documentElement.lang")
        if not tag.startswith(language):
            fail(f"the page is in {tag}, not in {language}")
        text = self.script("document.body.innerText")
        if "{{" in text or "undefined" in text:
            fail("the page shows a place that was not filled in")
        return text

    def switch(self):
        """Goes to the same page in the other language by its link."""
        before = self.script("document.documentElement.lang")
        # An answer that was asked for may lie further down; the switch stands at the top.
        self.driver.execute_script("window.scrollTo({top: 0, behavior: 'instant'})")
        self.driver.find_element(By.CSS_SELECTOR, "a.language").click()
        self.until(
            "the language did not change",
            lambda _: self.script("document.readyState") == "complete"
            and self.script("document.documentElement.lang") != before)

    def check_logs(self):
        """No request to another host, and nothing that the console complains of."""
        for row in self.driver.get_log("performance"):
            message = json.loads(row["message"])["message"]
            if message["method"] != "Network.requestWillBeSent":
                continue
            url = urlsplit(message["params"]["request"]["url"])
            if url.scheme in ("data", "chrome", "about", "blob"):
                continue
            self.count += 1
            if url.netloc != self.host:
                fail(f"a page asked another host: {url.geturl()}")
        for row in self.driver.get_log("browser"):
            if row["level"] in ("SEVERE", "WARNING"):
                fail(f"the console complains: {row['message']}")


def overview(visit, institution):
    visit.open("/")
    for part in ("#regions tbody tr", "#freshness li", "#digests li", "ul.figures li"):
        visit.has(part)
    link = visit.has(f"#sanctions a[href*='{institution.split(':')[-1]}']")
    name = link.text
    visit.is_in("zh")
    visit.check_logs()
    visit.switch()
    if name not in visit.is_in("en"):
        fail("the suspended institution is not on the English overview")
    visit.check_logs()
    visit.switch()


def board(visit, event, late_node):
    visit.open("/propagation/" + event)
    visit.until(
        "the board did not become live",
        lambda driver: driver.find_element(By.ID, "live").get_attribute("data-state") == "live")
    visit.script("(window.isSamePage = true)")

    def row(_):
        # One look at the whole board: rows are replaced while they are looked at.
        return visit.script(
            "[...document.querySelectorAll('#board tbody tr')].filter("
            "row => row.innerText.includes(arguments[0])).map(row => row.className)[0]", late_node)

    if visit.until("the late node has no row", row) == "is-applied":
        fail("the late node applies the event already")
    visit.is_in("zh")
    visit.check_logs()
    print("board", flush=True)
    visit.until("the board did not show what arrived", lambda _: row(_) == "is-applied")
    if visit.script("window.isSamePage") is not True:
        fail("the board was loaded again instead of being live")
    visit.check_logs()
    visit.switch()
    visit.is_in("en")
    visit.check_logs()
    visit.switch()


def answer_is(visit, style):
    visit.until(
        f"the answer is not {style}",
        lambda _: visit.script(
            "document.readyState == 'complete'"
            " && document.querySelector(`#answer.is-${arguments[0]}`) != null", style))
    if not visit.has("#answer .reasons").text.strip():
        fail("the answer gives no reasons")


def institution_page(visit, institution, suspended_on, designated_on):
    visit.open(f"/institutions/{institution}?on={suspended_on}")
    answer_is(visit, "suspended")
    visit.has("#events li")
    chinese = visit.is_in("zh")
    visit.check_logs()
    # Another date by the form, as a person chooses it.
    visit.script(
        "(field => { field.value = arguments[0];"
        " field.dispatchEvent(new Event('change', { bubbles: true })); return true; })"
        "(document.querySelector('input[name=on]'))", designated_on)
    answer_is(visit, "designated")
    if f"on={designated_on}" not in visit.driver.current_url:
        fail("the form did not ask for the date")
    visit.check_logs()
    visit.switch()
    answer_is(visit, "designated")
    if visit.is_in("en") == chinese:
        fail("both languages show the same text")
    visit.check_logs()


def both_languages(visit, chinese, english):
    if chinese not in visit.is_in("zh"):
        fail(f"{chinese} is not on the page")
    visit.check_logs()
    visit.switch()
    if english not in visit.is_in("en"):
        fail(f"{english} is not on the page")
    visit.check_logs()
    visit.switch()


def follow(visit, selector, expected):
    visit.has(selector).click()
    visit.until(
        f"{selector} did not lead to {expected}",
        lambda driver: expected in driver.current_url
        and visit.script("document.readyState") == "complete")


def casework(visit, case, region):
    # From the overview to what is due, to the case, and to its paper, as a clerk goes.
    visit.open("/")
    follow(visit, "p.links a[href^='/due']", "/due")
    visit.has("#duties tbody tr")
    both_languages(visit, "谁在何日前要做什么", "Who must do what")
    follow(visit, f"#duties a[href*='/cases/{case}']", f"/cases/{case}")
    visit.has("#steps li")
    visit.has("ul.clocks .badge")
    both_languages(visit, "接下来可办", "What may be done next")
    follow(visit, "a[href='/cases']", "/cases")
    both_languages(visit, "新增定点", "New designation")
    follow(visit, f"td a[href*='/cases/{case}']", f"/cases/{case}")
    visit.open(visit.has("a[href*='/notices/']").get_attribute("href")[len(visit.address):])
    if "告知" not in visit.script("document.querySelector('h1').innerText"):
        fail("the paper is not the one of the step")
    visit.check_logs()
    visit.open("/policy")
    visit.has("table.values td")
    both_languages(visit, "现行规则", "Rules in force")
    # Another day by the form.
    visit.script(
        "(field => { field.value = '2020-01-01';"
        " field.dispatchEvent(new Event('change', { bubbles: true })); return true; })"
        "(document.querySelector('input[name=with]'))")
    visit.has("#changes table")
    if f"/policy/{region}" not in visit.driver.current_url:
        fail("the form did not lead to the region")
    visit.check_logs()
    # Nothing sticks out on a telephone.
    for path in ("/", "/due", "/cases", f"/cases/{case}", f"/policy/{region}", "/review", "/peers"):
        visit.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": 400, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        visit.open(path)
        width = visit.script("document.documentElement.scrollWidth")
        if width > 400:
            fail(f"{path} is {width} wide on a screen of 400")
    visit.check_logs()


def main():
    address, institution, event, late_node, suspended_on, designated_on, case, region = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        driver = start(profile)
        try:
            driver.set_page_load_timeout(60)
            visit = Visit(driver, address)
            overview(visit, institution)
            board(visit, event, late_node)
            institution_page(visit, institution, suspended_on, designated_on)
            visit.switch()
            casework(visit, case, region)
            if visit.count < 10:
                fail(f"only {visit.count} requests were seen; the log of requests does not work")
        finally:
            driver.quit()
    print("seen")


main()
