// Every file twice: its bytes, and its line of the table. `#embed` (C23) cannot stand in a macro.

#include "CResources.h"

static const unsigned char messages_txt[] = {
#embed "../Messages/Resources/messages.txt"
};

static const unsigned char app_js[] = {
#embed "../Web/Resources/app.js"
};

static const unsigned char board_mustache[] = {
#embed "../Web/Resources/board.mustache"
};

static const unsigned char case_mustache[] = {
#embed "../Web/Resources/case.mustache"
};

static const unsigned char cases_mustache[] = {
#embed "../Web/Resources/cases.mustache"
};

static const unsigned char clock_mustache[] = {
#embed "../Web/Resources/clock.mustache"
};

static const unsigned char counts_mustache[] = {
#embed "../Web/Resources/counts.mustache"
};

static const unsigned char due_mustache[] = {
#embed "../Web/Resources/due.mustache"
};

static const unsigned char failure_mustache[] = {
#embed "../Web/Resources/failure.mustache"
};

static const unsigned char icon_svg[] = {
#embed "../Web/Resources/icon.svg"
};

static const unsigned char institution_mustache[] = {
#embed "../Web/Resources/institution.mustache"
};

static const unsigned char item_mustache[] = {
#embed "../Web/Resources/item.mustache"
};

static const unsigned char layout_mustache[] = {
#embed "../Web/Resources/layout.mustache"
};

static const unsigned char overview_mustache[] = {
#embed "../Web/Resources/overview.mustache"
};

static const unsigned char pager_mustache[] = {
#embed "../Web/Resources/pager.mustache"
};

static const unsigned char peers_mustache[] = {
#embed "../Web/Resources/peers.mustache"
};

static const unsigned char policy_mustache[] = {
#embed "../Web/Resources/policy.mustache"
};

static const unsigned char propagation_mustache[] = {
#embed "../Web/Resources/propagation.mustache"
};

static const unsigned char regions_mustache[] = {
#embed "../Web/Resources/regions.mustache"
};

static const unsigned char review_mustache[] = {
#embed "../Web/Resources/review.mustache"
};

static const unsigned char search_mustache[] = {
#embed "../Web/Resources/search.mustache"
};

static const unsigned char sign_in_mustache[] = {
#embed "../Web/Resources/sign-in.mustache"
};

static const unsigned char strings_json[] = {
#embed "../Web/Resources/strings.json"
};

static const unsigned char style_css[] = {
#embed "../Web/Resources/style.css"
};

static const unsigned char sums_mustache[] = {
#embed "../Web/Resources/sums.mustache"
};

static const unsigned char value_mustache[] = {
#embed "../Web/Resources/value.mustache"
};

static const unsigned char openapi_json[] = {
#embed "../../protocol/openapi.json"
};

#define FILE_AS(name, bytes) {name, bytes, sizeof bytes}

static const struct embedded_file files[] = {
    FILE_AS("messages.txt", messages_txt),
    FILE_AS("app.js", app_js),
    FILE_AS("board.mustache", board_mustache),
    FILE_AS("case.mustache", case_mustache),
    FILE_AS("cases.mustache", cases_mustache),
    FILE_AS("clock.mustache", clock_mustache),
    FILE_AS("counts.mustache", counts_mustache),
    FILE_AS("due.mustache", due_mustache),
    FILE_AS("failure.mustache", failure_mustache),
    FILE_AS("icon.svg", icon_svg),
    FILE_AS("institution.mustache", institution_mustache),
    FILE_AS("item.mustache", item_mustache),
    FILE_AS("layout.mustache", layout_mustache),
    FILE_AS("overview.mustache", overview_mustache),
    FILE_AS("pager.mustache", pager_mustache),
    FILE_AS("peers.mustache", peers_mustache),
    FILE_AS("policy.mustache", policy_mustache),
    FILE_AS("propagation.mustache", propagation_mustache),
    FILE_AS("regions.mustache", regions_mustache),
    FILE_AS("review.mustache", review_mustache),
    FILE_AS("search.mustache", search_mustache),
    FILE_AS("sign-in.mustache", sign_in_mustache),
    FILE_AS("strings.json", strings_json),
    FILE_AS("style.css", style_css),
    FILE_AS("sums.mustache", sums_mustache),
    FILE_AS("value.mustache", value_mustache),
    FILE_AS("openapi.json", openapi_json),
};

const struct embedded_file *embedded_files(size_t *count) {
    *count = sizeof files / sizeof files[0];
    return files;
}
