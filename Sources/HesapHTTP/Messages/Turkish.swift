import HesapDomain

extension Message {
    var turkish: String {
        switch self {
        case .required: "Bu alan zorunlu."
        case .null: "Bu alan boş (null) olamaz."
        case .blank: "Bu alan boş bırakılamaz."
        case .notAString: "Geçerli bir metin değil."
        case .notABoolean: "Geçerli bir doğru/yanlış değeri olmalı."
        case .notADate: "Tarih biçimi yanlış. Şu biçimi kullanın: YYYY-AA-GG."
        case .notAnObject: "Geçersiz veri. Bir sözlük (nesne) bekleniyordu."
        case .invalid: "Geçersiz veri."
        case .nullCharacters: "Boş (null) karakterlere izin verilmez."
        case .unknownField: "Bilinmeyen alan."
        case .tooLong(let maximum): "Bu alan en fazla \(maximum) karakter olabilir."
        case .invalidChoice: "Geçerli bir seçenek değil."
        case .invalidEmail: "Geçerli bir e-posta adresi girin."
        case .invalidName: "Denetim karakteri içermeyen bir ad girin."
        case .invalidPhone: "Geçerli bir telefon numarası girin: 7–15 rakam, ülke kodundan önce +."
        case .invalidCountry: "İki harfli bir ülke kodu girin."
        case .invalidCityID: "Bir şehir adı ya da şehir numarası girin."
        case .dateInFuture: "Tarih gelecekte olamaz."
        case .mustBeAccepted: "Bunu kabul etmeniz gerekiyor."
        case .invalidLanguage(let offered): "Bu dil sunulmuyor. Şunlardan birini seçin: \(offered)."
        case .attributesTooLarge(let kibibytes): "Nitelikler \(kibibytes) KiB’den büyük olamaz."
        case .currencyNotOffered: "Bu para birimi sunulmuyor."
        case .cityNotFound: "Böyle bir şehir yok."
        case .cannotSignIn: "Bu e-posta adresi ve parola ile giriş yapılamadı."
        case .registrationAccepted: "Teşekkürler. Size bir e-posta gönderdik."
        case .resetRequested:
            "Bu e-posta adresine ait bir hesap varsa, yeni parola belirleme bağlantısını oraya gönderdik."
        case .invalidResetLink: "Bağlantı geçersiz, daha önce kullanılmış ya da süresi dolmuş. Lütfen yenisini isteyin."
        case .passwordMismatch: "İki parola alanı eşleşmedi."
        case .wrongOldPassword: "Eski parolanız hatalı girildi. Lütfen tekrar girin."
        case .wrongPassword: "Parola doğru değil."
        case .password(let refusal): refusal.turkish
        default: turkishProblem
        }
    }

    private var turkishProblem: String {
        switch self {
        case .parseError(.json(let reason)): "JSON ayrıştırma hatası - \(reason)"
        case .parseError(.form): "Form verisi bozuk."
        case .parseError(.body): "İstek gövdesi bozuk."
        case .parseError(.query): "URL’nin sorgu kısmı bozuk."
        case .parseError(.tooManyFields): "Çok fazla alan var."
        case .unsupportedMediaType: "application/json ya da application/x-www-form-urlencoded gönderin."
        case .bodyTooLarge(let kibibytes): "İstek gövdesi \(kibibytes) KiB’den büyük olamaz."
        case .headersTooLarge(let kibibytes): "İstek başlıkları \(kibibytes) KiB’den büyük olamaz."
        case .hostNotAllowed: "Host başlığı bu mağazaya ait değil. İlgili ayar: HESAP_ALLOWED_HOSTS."
        case .notFound: "Bulunamadı."
        case .methodNotAllowed: "Bu yöntem burada kullanılamaz."
        case .notAuthenticated: "Giriş bilgileri verilmedi."
        case .csrf(let refusal): refusal.turkish
        case .selfAnonymizationDisabled: "Bu mağazada hesaplar sahipleri tarafından anonimleştirilemez."
        case .passwordAlreadySet: "Bu hesabın bir parolası var. Eskisini girerek değiştirin."
        case .sessionEnded: "Bu istek sürerken oturum sona erdi. Lütfen tekrar giriş yapın."
        case .throttled(let seconds): "Çok fazla deneme yapıldı. \(seconds) saniye sonra tekrar deneyin."
        case .tryLater: "Hizmet şu anda yoğun. Lütfen biraz sonra tekrar deneyin."
        case .fault: "Bizim tarafımızda bir sorun oluştu."
        default: "Geçersiz veri."
        }
    }
}

extension PasswordRefusal {
    fileprivate var turkish: String {
        switch self {
        case .tooShort(let minimum): "Bu parola çok kısa. En az \(minimum) karakter içermeli."
        case .tooSimilar(let attribute): "Parola \(attribute.turkish) çok benziyor."
        case .tooCommon: "Bu parola çok yaygın."
        case .entirelyNumeric: "Bu parola yalnızca rakamlardan oluşuyor."
        case .usedBefore: "Bu parola daha önce kullanıldı. Yakın zamanda kullanmadığınız bir parola seçin."
        }
    }
}

extension UserAttribute {
    fileprivate var turkish: String {
        switch self {
        case .username: "kullanıcı adınıza"
        case .firstName: "adınıza"
        case .lastName: "soyadınıza"
        case .email: "e-posta adresinize"
        case .phone: "telefon numaranıza"
        }
    }
}

extension CSRFRefusal {
    fileprivate var turkish: String {
        let reason =
            switch self {
            case .origin:
                "Origin başlığı Host ile ya da güvenilen bir kaynakla eşleşmiyor. Sizinse "
                    + "HESAP_CSRF_TRUSTED_ORIGINS ayarına ekleyin ya da vekil sunucuyu HESAP_TRUSTED_PROXIES ile bildirin."
            case .noReferer: "https üzerinden Origin başlığı yoksa Referer başlığı gerekir; o da yok."
            case .malformedReferer: "Referer başlığı, sunucu adı olan bir URL değil."
            case .insecureReferer: "İstek https olduğu halde Referer başlığı https değil."
            case .referer:
                "Referer başlığı Host ile ya da güvenilen bir kaynakla eşleşmiyor. "
                    + "Sizinse HESAP_CSRF_TRUSTED_ORIGINS ayarına ekleyin."
            case .noCookie:
                "CSRF çerezi yok. /csrf_token/ adresinden alın; adını HESAP_CSRF_COOKIE_NAME ayarı belirler."
            case .cookie: "CSRF çerezi bozuk. /csrf_token/ adresinden yenisini alın."
            case .noToken: "X-CSRFToken başlığı (ya da csrfmiddlewaretoken form alanı) yok."
            case .token: "X-CSRFToken başlığı (ya da csrfmiddlewaretoken form alanı) CSRF çereziyle eşleşmiyor."
            }
        return "CSRF doğrulaması başarısız: \(reason)"
    }
}
