#pragma once

#include <CLI/CLI.hpp>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "support/input_error.hpp"

namespace convt::tools {

/// The words that an option may take and what they stand for.
template <class T>
using Choices = std::initializer_list<std::pair<const char*, T>>;

/// Returns what `text` stands for; the InputError thrown for another word lists the choices.
template <class T>
T choose(const std::string& option, const std::string& text, Choices<T> choices) {
    std::string words;
    for (const auto& [word, value] : choices) {
        if (text == word) return value;
        words += (words.empty() ? "" : ", ") + std::string(word);
    }
    throw InputError(option + " is '" + text + "'; it must be one of " + words);
}

/// Adds an option whose text is parsed by `parse(name, text)` into `target`.
template <class Target, class Parse>
CLI::Option* add_parsed(CLI::App& app, const std::string& name, const std::string& type,
                        const std::string& help, Target& target, Parse parse) {
    auto assign = [&target, name, parse](const std::string& text) { target = parse(name, text); };
    return app.add_option_function<std::string>(name, assign, help)->type_name(type);
}

/// Throws InputError for the empty text, which names nothing.
inline void require_path(const std::string& option, const std::string& text) {
    if (text.empty()) throw InputError(option + " is ''; it must not be empty");
}

/// Adds an option that names a file, a folder or a program.
inline CLI::Option* add_path(CLI::App& app, const std::string& name, const std::string& type,
                             const std::string& help, std::string& target) {
    auto assign = [&target, name](const std::string& text) {
        require_path(name, text);
        target = text;
    };
    return app.add_option_function<std::string>(name, assign, help)->type_name(type);
}

/// The same for an option that may be given several times.
inline CLI::Option* add_paths(CLI::App& app, const std::string& name, const std::string& type,
                              const std::string& help, std::vector<std::string>& targets) {
    auto assign = [&targets, name](const std::vector<std::string>& texts) {
        for (const std::string& text : texts) require_path(name, text);
        targets = texts;
    };
    return app.add_option_function<std::vector<std::string>>(name, assign, help)
        ->type_name(type)
        ->allow_extra_args(false);
}

}  // namespace convt::tools
