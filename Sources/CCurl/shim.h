#pragma once
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo take any type by `...`, which Swift cannot call: one function for each type.
typedef size_t (*hesap_curl_transfer)(char *, size_t, size_t, void *);

static inline CURLcode hesap_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hesap_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hesap_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hesap_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hesap_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hesap_curl_set_transfer(CURL *handle, CURLoption option, hesap_curl_transfer function) {
    return curl_easy_setopt(handle, option, function);
}

static inline CURLcode hesap_curl_set_debug(CURL *handle, curl_debug_callback function) {
    return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, function);
}

static inline CURLcode hesap_curl_set_progress(CURL *handle, curl_xferinfo_callback function) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

static inline long hesap_curl_long(CURL *handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

// CURL_SOCKET_BAD (-1) when the handle has no connection.
static inline curl_socket_t hesap_curl_socket(CURL *handle) {
    curl_socket_t value = CURL_SOCKET_BAD;
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &value) == CURLE_OK ? value : CURL_SOCKET_BAD;
}

// A macro of a shifted constant.
static const long hesap_curl_global_all = CURL_GLOBAL_ALL;
