#pragma once

#include <CLI/CLI.hpp>
#include <initializer_list>
#include <string>
#include <utility>

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

}  // namespace convt::tools
