import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("k2k_cart_clock", {
    steps: () => [
        {
            content: "The clock beside the cart runs",
            trigger: "header .o_k2k_clock_badge:not(.d-none):contains(:)",
        },
        {
            content: "The shop reminds of the end",
            trigger: ".o_k2k_reminder:contains(held for 5 minutes more)",
        },
        {
            content: "To the cart",
            trigger: ".o_k2k_reminder button:contains(To my cart)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The cart tells the same, above the total",
            trigger: ".o_k2k_clock_line:visible:contains(Your boxes are held for)",
        },
        {
            content: "And until when",
            trigger: ".o_k2k_hold:contains(Held for you until) .o_k2k_held_until",
        },
        {
            content: "Go on looking",
            trigger: "a[href='/shop']:visible",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Ten minutes pass",
            trigger: ".o_k2k_reminder",
            run() {
                const now = Date.now.bind(Date);
                Date.now = () => now() + 600000;
            },
        },
        {
            content: "The time is up, in friendly words",
            trigger: ".o_k2k_time_up_notice:contains(have gone back to the shelf)",
        },
        {
            content: "No reminder and no clock any more",
            trigger:
                "body:not(:has(.o_k2k_reminder)):not(:has(.o_k2k_clock_badge:not(.d-none)))",
        },
    ],
});

registry.category("web_tour.tours").add("k2k_cart_time_up", {
    steps: () => [
        {
            content: "The cart tells that the boxes have gone back",
            trigger: ".o_k2k_time_up:contains(Your time is up)",
        },
        {
            content: "And of which line",
            trigger: ".o_k2k_hold:contains(these boxes have gone back)",
        },
        {
            content: "Hold them again",
            trigger: ".o_k2k_time_up a:contains(Hold them again)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Held again, and the clock runs from the start",
            trigger: ".o_k2k_hold:contains(Held for you until)",
        },
        {
            content: "The message has gone",
            trigger: "body:not(:has(.o_k2k_time_up))",
        },
        {
            content: "What could not be had again is told",
            trigger: ".alert-warning:contains(only 1 of the 2 boxes)",
        },
    ],
});
