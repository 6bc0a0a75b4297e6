#include "cluster/daemon/init/node_file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Parser
{
    struct NodeFile* file;
    struct Service* service; /* the one whose lines are read, or NULL */
    int line;
    char* error;
    size_t errorSize;
};

__attribute__((format(printf, 2, 3))) static int fail(struct Parser* parser, const char* format, ...)
{
    const int used = snprintf(parser->error, parser->errorSize, "line %d: ", parser->line);
    va_list arguments;
    va_start(arguments, format);
    if (used > 0 && (size_t)used < parser->errorSize)
        vsnprintf(parser->error + used, parser->errorSize - (size_t)used, format, arguments);
    va_end(arguments);
    return -1;
}

/* Splits `line` in place. The number of words, or -1 for an open quote or too many. */
static int splitWords(char* line, char** words, int most)
{
    int count = 0;
    char* in = line;
    for (;;) {
        in += strspn(in, " \t\r");
        if (*in == '\0' || *in == '#')
            return count;
        if (count == most)
            return -1;
        char* out = in;
        words[count++] = out;
        int quoted = 0;
        while (*in != '\0' && (quoted || !strchr(" \t\r", *in))) {
            if (*in == '"') {
                quoted = !quoted;
                ++in;
                continue;
            }
            if (*in == '\\' && in[1] != '\0')
                ++in;
            *out++ = *in++;
        }
        if (quoted)
            return -1;
        if (*in != '\0')
            ++in;
        *out = '\0';
    }
}

static int parseNumber(struct Parser* parser, const char* word, long* value)
{
    char* end = NULL;
    errno = 0;
    *value = strtol(word, &end, 10);
    if (errno != 0 || end == word || *end != '\0' || *value < 0)
        return fail(parser, "'%s' is not a number", word);
    return 0;
}

static int appendWord(struct Parser* parser, char** list, size_t most, char* word, const char* what)
{
    for (size_t i = 0; i < most; ++i) {
        if (!list[i]) {
            list[i] = word;
            return 0;
        }
    }
    return fail(parser, "more than %zu lines of %s", most, what);
}

static int beginService(struct Parser* parser, char* name)
{
    struct NodeFile* file = parser->file;
    for (size_t i = 0; i < file->serviceCount; ++i) {
        if (strcmp(file->services[i].name, name) == 0)
            return fail(parser, "service %s is there twice", name);
    }
    if (strchr(name, '/') || name[0] == '.')
        return fail(parser, "'%s' is not a service name", name);
    if (file->serviceCount == MaxServices)
        return fail(parser, "more than %d services", MaxServices);
    parser->service = &file->services[file->serviceCount++];
    *parser->service = (struct Service){
        .name = name,
        .restartFirstMs = 100,
        .restartMostMs = 10000,
        .stopTimeoutMs = 5000,
        .logLimit = 8L << 20,
    };
    return 0;
}

static int parseReady(struct Parser* parser, const char* word)
{
    static const char* const names[] = {"started", "notify", "exit"};
    for (int i = 0; i < 3; ++i) {
        if (strcmp(word, names[i]) == 0) {
            parser->service->ready = (enum Readiness)i;
            return 0;
        }
    }
    return fail(parser, "ready is one of started, notify, exit");
}

static int parseServiceLine(struct Parser* parser, char** words, int count)
{
    struct Service* service = parser->service;
    const char* key = words[0];
    if (strcmp(key, "exec") == 0) {
        if (count < 2)
            return fail(parser, "exec needs a program");
        memcpy(service->argv, words + 1, (size_t)(count - 1) * sizeof(char*));
        return 0;
    }
    if (strcmp(key, "restart") == 0) {
        if (count != 3)
            return fail(parser, "restart needs two delays");
        if (parseNumber(parser, words[1], &service->restartFirstMs) != 0)
            return -1;
        return parseNumber(parser, words[2], &service->restartMostMs);
    }
    if (count != 2)
        return fail(parser, "%s needs one word", key);
    if (strcmp(key, "env") == 0) {
        if (!strchr(words[1], '='))
            return fail(parser, "env needs NAME=VALUE");
        return appendWord(parser, service->env, MaxEnvironment, words[1], key);
    }
    if (strcmp(key, "folder") == 0)
        return appendWord(parser, service->folders, MaxFolders, words[1], key);
    if (strcmp(key, "after") == 0)
        return appendWord(parser, service->afterNames, MaxAfter, words[1], key);
    if (strcmp(key, "ready") == 0)
        return parseReady(parser, words[1]);
    if (strcmp(key, "stop-timeout") == 0)
        return parseNumber(parser, words[1], &service->stopTimeoutMs);
    if (strcmp(key, "log-limit") == 0)
        return parseNumber(parser, words[1], &service->logLimit);
    if (strcmp(key, "containers") == 0) {
        service->holdsContainers = strcmp(words[1], "yes") == 0;
        return 0;
    }
    if (strcmp(key, "user") == 0) {
        service->user = words[1];
        return 0;
    }
    return fail(parser, "unknown directive '%s'", key);
}

static int parseLine(struct Parser* parser, char* line)
{
    char* words[MaxWords];
    const int count = splitWords(line, words, MaxWords);
    if (count < 0)
        return fail(parser, "an open quote, or more than %d words", MaxWords);
    if (count == 0)
        return 0;
    if (strcmp(words[0], "service") == 0)
        return count == 2 ? beginService(parser, words[1]) : fail(parser, "service needs a name");
    if (parser->service)
        return parseServiceLine(parser, words, count);

    struct NodeFile* file = parser->file;
    if (strcmp(words[0], "hostname") == 0 && count == 2) {
        file->hostname = words[1];
        return 0;
    }
    if (strcmp(words[0], "stop-grace") == 0 && count == 2)
        return parseNumber(parser, words[1], &file->stopGraceMs);
    if (strcmp(words[0], "sysctl") == 0 && count == 3) {
        if (file->sysctlCount == MaxSysctls)
            return fail(parser, "more than %d lines of sysctl", MaxSysctls);
        file->sysctls[file->sysctlCount++] = (struct Sysctl){words[1], words[2]};
        return 0;
    }
    return fail(parser, "unknown directive '%s', or a wrong number of words", words[0]);
}

/* Finds what each service waits for. It must stand above, so that there is no circle. */
static int resolveOrder(struct Parser* parser)
{
    struct NodeFile* file = parser->file;
    for (size_t i = 0; i < file->serviceCount; ++i) {
        struct Service* service = &file->services[i];
        if (!service->argv[0])
            return fail(parser, "service %s has no exec", service->name);
        for (char** name = service->afterNames; *name; ++name) {
            size_t other = 0;
            while (other < i && strcmp(file->services[other].name, *name) != 0)
                ++other;
            if (other == i)
                return fail(parser, "service %s waits for %s, which is not above it", service->name, *name);
            service->after[service->afterCount++] = other;
        }
    }
    return 0;
}

int nodeFileParse(struct NodeFile* file, char* text, char* error, size_t errorSize)
{
    *file = (struct NodeFile){.stopGraceMs = 5000};
    struct Parser parser = {.file = file, .error = error, .errorSize = errorSize};
    for (char* line = text; line;) {
        char* next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        ++parser.line;
        if (parseLine(&parser, line) != 0)
            return -1;
        line = next;
    }
    return resolveOrder(&parser);
}
